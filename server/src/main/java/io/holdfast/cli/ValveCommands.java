package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The group of commands about valves. */
@Command(
        name = "valve",
        description = "Hold devices back by tenant, type, running version or id; works with the database dead.",
        synopsisSubcommandLabel = "COMMAND")
final class ValveCommands implements Runnable {

    private final CommandLine line = new CommandLine(this);

    private ValveCommands() {}

    static CommandLine line(Map<String, String> environment) {
        return new ValveCommands()
                .line
                .addSubcommand(ValveListCommand.line(environment))
                .addSubcommand(ValvePreviewCommand.line(environment))
                .addSubcommand(ValveSetCommand.line(environment))
                .addSubcommand(ValveClearCommand.line(environment));
    }

    @Override
    public void run() {
        throw new ParameterException(line, "Say what to do with valves: list, preview, set or clear.");
    }
}
