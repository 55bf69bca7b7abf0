package io.holdfast.cli;

import java.time.Duration;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Decides how long a node that cannot reach the database honours a tenant's devices. */
@Command(
        name = "blind-max",
        description =
                "Decide how long a node that cannot reach the database honours what it knew of a tenant's devices.",
        sortOptions = false)
final class TenantBlindMaxCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the tenant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Parameters(index = "1", paramLabel = "MINUTES", description = "15 to 1440.")
    private int minutes;

    private TenantBlindMaxCommand(Program program, Map<String, String> environment) {
        this.administration = new AdministrationOptions(program, line, environment);
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new TenantBlindMaxCommand(program, environment).line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            open.limitBlindness(name, Duration.ofMinutes(minutes));
        }
    }
}
