package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The group of commands about tenants. */
@Command(name = "tenant", description = "Administer tenants.", synopsisSubcommandLabel = "COMMAND")
final class TenantCommands implements Runnable {

    private final CommandLine line = new CommandLine(this);

    private TenantCommands() {}

    static CommandLine line(Program program, Map<String, String> environment) {
        return new TenantCommands()
                .line
                .addSubcommand(TenantCreateCommand.line(program, environment))
                .addSubcommand(TenantLimitCommand.line(program, environment))
                .addSubcommand(TenantStandingCommand.suspend(program, environment))
                .addSubcommand(TenantStandingCommand.resume(program, environment))
                .addSubcommand(TenantBlindMaxCommand.line(program, environment))
                .addSubcommand(TenantPingIntervalCommand.line(program, environment));
    }

    @Override
    public void run() {
        throw new ParameterException(
                line, "Say what to do with tenants: create, limit, suspend, resume, blind-max or ping-interval.");
    }
}
