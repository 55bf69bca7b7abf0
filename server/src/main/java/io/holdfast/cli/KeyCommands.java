package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The group of commands about the keys that the server signs with. */
@Command(
        name = "key",
        description = "Administer the keys that the server signs with.",
        synopsisSubcommandLabel = "COMMAND")
final class KeyCommands implements Runnable {

    private final CommandLine line = new CommandLine(this);

    private KeyCommands() {}

    static CommandLine line(Program program, Map<String, String> environment) {
        return new KeyCommands()
                .line
                .addSubcommand(KeyListCommand.line(program, environment))
                .addSubcommand(KeyRotateCommand.line(program, environment))
                .addSubcommand(KeyRetireCommand.line(program, environment));
    }

    @Override
    public void run() {
        throw new ParameterException(line, "Say what to do with keys: list, rotate or retire.");
    }
}
