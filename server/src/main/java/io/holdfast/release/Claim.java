package io.holdfast.release;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One combination of values that an artifact depends on. Two artifacts of one release must not have one in common: a device that
 * fulfils it could not tell which to take.
 *
 * @param key SHA-256 of the combination as it is spelled, hex digits; the first migration that has claims spells it alike
 */
record Claim(String key, String deviceType) {
    /** An artifact for a thousand device types is a mistake; each combination is a row. */
    static final int MAX = 1_000;

    /** All combinations of an artifact's dependencies; empty when they are more than {@link #MAX}. */
    static Optional<List<Claim>> of(Map<String, List<String>> depends) {
        List<Map.Entry<String, List<String>>> inOrder = depends.entrySet().stream()
                .filter(each -> !each.getValue().isEmpty())
                .sorted((a, b) -> Arrays.compareUnsigned(utf8(a.getKey()), utf8(b.getKey())))
                .toList();
        List<Spelled> combinations = List.of(new Spelled(new byte[0], ""));
        for (Map.Entry<String, List<String>> dependency : inOrder) {
            List<String> values = dependency.getValue().stream().distinct().toList();
            if ((long) combinations.size() * values.size() > MAX) {
                return Optional.empty();
            }
            List<Spelled> more = new ArrayList<>();
            for (Spelled combination : combinations) {
                values.forEach(value -> more.add(combination.with(dependency.getKey(), value)));
            }
            combinations = more;
        }
        return Optional.of(combinations.stream().map(Spelled::claim).toList());
    }

    private record Spelled(byte[] text, String deviceType) {

        Spelled with(String key, String value) {
            ByteArrayOutputStream longer = new ByteArrayOutputStream();
            longer.writeBytes(text);
            longer.writeBytes(utf8(utf8(key).length + ":" + key + "=" + utf8(value).length + ":" + value + ";"));
            return new Spelled(longer.toByteArray(), key.equals("device_type") ? value : deviceType);
        }

        Claim claim() {
            try {
                return new Claim(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(text)),
                        deviceType);
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
