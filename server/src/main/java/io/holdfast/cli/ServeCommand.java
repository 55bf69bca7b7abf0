package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.startup.ProcessAge;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs the server until it is told to stop. */
@Command(name = "serve", description = "Run the server.", sortOptions = false)
final class ServeCommand implements Callable<Integer> {

    private final Program program;
    private final CommandLine line = new CommandLine(this);
    private final SettingOptions settings;
    private final AotTraining training;

    private ServeCommand(Program program, Map<String, String> environment) {
        this.program = program;
        this.settings = SettingOptions.addTo(line.getCommandSpec(), Settings.ALL, environment);
        this.training = AotTraining.asTheLauncherWishes();
    }

    static CommandLine line(Program program, Map<String, String> environment) {
        return new ServeCommand(program, environment).line;
    }

    @Override
    public Integer call() throws InterruptedException {
        LogLevel.INFO.use();
        ServerConfig config = ServerConfig.of(settings.read());
        RunningServer server = program.start(config, new Progress(line.getErr()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        announce(server, line.getOut());
        training.begin();
        new CountDownLatch(1).await(); // only the shutdown hook ends this process
        return CommandLine.ExitCode.OK;
    }

    static void announce(RunningServer server, PrintWriter out) {
        out.printf(
                "ready %s%s operators %s after %d ms%n",
                server.https(),
                server.http().map(it -> " " + it).orElse(""),
                server.ops(),
                ProcessAge.now().toMillis());
        server.setupLink().ifPresent(link -> out.println("Set up the first administrator, once: " + link));
        out.flush();
    }

    /** An orderly stop on SIGTERM is a success, so 0 and not the JVM's 143. */
    private static void stop(RunningServer server) {
        int code = CommandLine.ExitCode.OK;
        try {
            server.close();
        } catch (RuntimeException failed) {
            System.err.println("holdfast: " + FailureReport.sentence(failed));
            code = CommandLine.ExitCode.SOFTWARE;
        }
        Runtime.getRuntime().halt(code);
    }
}
