package io.holdfast.cli;

import io.holdfast.tenancy.TenantStanding;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Suspends a tenant, or serves it again. */
@Command(sortOptions = false)
final class TenantStandingCommand implements Runnable {

    private final CommandLine line = new CommandLine(this);
    private final AdministrationOptions administration;
    private final TenantStanding standing;

    @Parameters(paramLabel = "NAME", description = "Name of the tenant.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    private TenantStandingCommand(Program program, Map<String, String> environment, TenantStanding standing) {
        this.administration = new AdministrationOptions(program, line, environment);
        this.standing = standing;
    }

    static CommandLine suspend(Program program, Map<String, String> environment) {
        return line(
                program,
                environment,
                TenantStanding.SUSPENDED,
                "suspend",
                "Refuse a tenant's people and devices until it is resumed; nothing of theirs is lost.");
    }

    static CommandLine resume(Program program, Map<String, String> environment) {
        return line(
                program,
                environment,
                TenantStanding.ACTIVE,
                "resume",
                "Serve a suspended tenant again, from where it was.");
    }

    private static CommandLine line(
            Program program,
            Map<String, String> environment,
            TenantStanding standing,
            String name,
            String description) {
        CommandLine line = new TenantStandingCommand(program, environment, standing).line;
        line.getCommandSpec().name(name).usageMessage().description(description);
        return line;
    }

    @Override
    public void run() {
        try (Administration open = administration.open()) {
            open.stand(name, standing);
        }
    }
}
