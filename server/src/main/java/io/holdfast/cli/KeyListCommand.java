package io.holdfast.cli;

import io.holdfast.keys.KeyRotation;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Shows the signing keys. */
@Command(name = "list", description = "Show what the keys are for, which of them sign, and since when they are there.")
final class KeyListCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    private KeyListCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new KeyListCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            for (KeyRotation.KnownKey key : open.keys()) {
                administration
                        .out()
                        .println(String.format(
                                Locale.ROOT,
                                "%-13s %3d  %-9s  since %s",
                                KeyPurposes.word(key.purpose()),
                                key.keyId(),
                                key.standing().storedName(),
                                key.created()));
            }
        }
    }
}
