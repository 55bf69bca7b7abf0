package io.holdfast.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The group of commands about people. */
@Command(name = "user", description = "Administer people.", synopsisSubcommandLabel = "COMMAND")
final class UserCommands implements Runnable {

    private final CommandLine line = new CommandLine(this);

    private UserCommands() {}

    static CommandLine line(Program program, Map<String, String> environment) {
        return new UserCommands().line.addSubcommand(UserCreateCommand.line(program, environment));
    }

    @Override
    public void run() {
        throw new ParameterException(line, "Say what to do with users: create.");
    }
}
