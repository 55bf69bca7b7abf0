package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Decides how often the links of a tenant's devices are pinged. */
@Command(
        name = "ping-interval",
        description =
                "Decide how often the live links of a tenant's devices are pinged when nothing else moves on them.",
        sortOptions = false)
final class TenantPingIntervalCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the tenant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Parameters(index = "1", paramLabel = "SECONDS", description = "5 to 300.")
    private int seconds;

    private TenantPingIntervalCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new TenantPingIntervalCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            open.pingEvery(name, seconds);
        }
    }
}
