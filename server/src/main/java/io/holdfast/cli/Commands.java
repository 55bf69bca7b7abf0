package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** All commands, with how they report what went wrong. */
@Command(
        name = "holdfast",
        description = "The device fleet server that holds when the whole fleet comes back at once.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Start with: holdfast serve"})
public final class Commands implements Runnable {

    private final Program program;
    private final Map<String, String> environment;

    @picocli.CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace when something fails.")
    private boolean verbose;

    public Commands(Program program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /** Runs one command line and returns its exit code. */
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Optional<ServeArguments> plain = ServeArguments.of(arguments);
        return plain.isPresent()
                ? serve(plain.get(), out, err)
                : commandLine().setOut(out).setErr(err).execute(arguments);
    }

    private int serve(ServeArguments arguments, PrintWriter out, PrintWriter err) {
        try {
            return new Serving(program, out, err).run(() -> ServerConfig.of(arguments.config(environment)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (RuntimeException failed) {
            err.println("holdfast: " + FailureSentence.of(failed));
            err.flush();
            return FailureSentence.exitCode(failed);
        }
    }

    /** Without a command: the help, and the exit code of a wrong use. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: name a command.");
    }

    private CommandLine commandLine() {
        CommandLine root = new CommandLine(this)
                .addSubcommand(ServeCommand.line(program, environment))
                .addSubcommand(UserCommands.line(program, environment))
                .addSubcommand(TenantCommands.line(program, environment))
                .addSubcommand(KeyCommands.line(program, environment))
                .addSubcommand(ValveCommands.line(environment))
                .addSubcommand(TunnelCommand.line(environment))
                .addSubcommand(AgentCommand.line(environment))
                .addSubcommand(OpsCommand.line(environment))
                .addSubcommand(BlackBoxCommand.line())
                .addSubcommand(ConfigCommand.line(environment))
                .addSubcommand(AotTrainCommand.line(program))
                .addSubcommand(new VersionCommand());
        ServiceLoader.load(CommandModule.class)
                .forEach(module -> module.commands().forEach(root::addSubcommand));
        addHelp(root);
        root.getCommandSpec()
                .versionProvider(() -> new String[] {VersionCommand.text()})
                .addOption(CommandLine.Model.OptionSpec.builder("--version")
                        .versionHelp(true)
                        .description("Print the version of the program and of Java.")
                        .build());
        return root.setExecutionExceptionHandler(new FailureReport(() -> verbose))
                .setParameterExceptionHandler(new UsageReport());
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().forEach(Commands::addHelp);
    }
}
