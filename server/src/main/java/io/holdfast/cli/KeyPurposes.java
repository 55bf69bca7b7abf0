package io.holdfast.cli;

import io.holdfast.keys.KeyPurpose;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What keys are for, in the words of the command line: {@code device-token}. */
final class KeyPurposes implements ITypeConverter<KeyPurpose> {

    static String word(KeyPurpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> words() {
        return Arrays.stream(KeyPurpose.values()).map(KeyPurposes::word).toList();
    }

    @Override
    public KeyPurpose convert(String word) {
        return Arrays.stream(KeyPurpose.values())
                .filter(purpose -> word(purpose).equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("'" + word + "' is none of " + String.join(", ", words())));
    }
}
