package io.holdfast.cli;

import io.holdfast.keys.KeyPurpose;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs with a new key from now on. */
@Command(
        name = "rotate",
        description = {
            "Make a new key, and sign with it as soon as every node that lives has it.",
            "What the older keys signed stays good until they are retired. Interrupted, it goes on when it is called again."
        },
        sortOptions = false)
final class KeyRotateCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(
            index = "0",
            paramLabel = "PURPOSE",
            converter = KeyPurposes.class,
            description = "device-token, user-token, tenant-token or download-link.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private KeyPurpose purpose;

    // A node says every 3 s how far it has read, and one that died counts for 10 s.
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the nodes. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    private KeyRotateCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new KeyRotateCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            int key = open.rotateKey(purpose, Duration.ofSeconds(seconds), this::waiting);
            administration.out().println(KeyPurposes.word(purpose) + " is signed with key " + key + " from now on.");
        }
    }

    private void waiting(List<UUID> nodes) {
        line.getErr()
                .println("waiting for " + (nodes.size() == 1 ? "a node" : nodes.size() + " nodes")
                        + " to read the new key");
        line.getErr().flush();
    }
}
