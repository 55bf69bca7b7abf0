package io.holdfast.cli;

import io.holdfast.keys.KeyPurpose;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends the life of a key. */
@Command(
        name = "retire",
        description = {
            "Honour nothing any more that a key signed; it must not sign itself.",
            "Devices whose token it signed authenticate again; people sign in again; tenants' tokens and links in use must be given anew."
        },
        sortOptions = false)
final class KeyRetireCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(
            index = "0",
            paramLabel = "PURPOSE",
            converter = KeyPurposes.class,
            description = "device-token, user-token, tenant-token or download-link.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private KeyPurpose purpose;

    @Parameters(index = "1", paramLabel = "KEY", description = "Its number, as 'holdfast key list' shows it.")
    private int key;

    private KeyRetireCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new KeyRetireCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            open.retireKey(purpose, key);
        }
    }
}
