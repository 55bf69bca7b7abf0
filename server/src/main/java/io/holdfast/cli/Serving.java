package io.holdfast.cli;

import io.holdfast.operator.blackbox.FlightRecording;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.startup.ProcessAge;
import io.holdfast.platform.startup.StartRefused;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Supplier;

/** A server from its start to the signal that ends it. */
final class Serving {
    private final Program program;
    private final PrintWriter out;
    private final PrintWriter err;
    private final AotTraining training = AotTraining.asTheLauncherWishes();
    private volatile Optional<RunningServer> running = Optional.empty();
    private volatile int exitCode;

    Serving(Program program, PrintWriter out, PrintWriter err) {
        this.program = program;
        this.out = out;
        this.err = err;
    }

    /** Returns only by an exception, when the start is refused, be it late: the shutdown hook ends the process. */
    int run(Supplier<ServerConfig> config) throws InterruptedException {
        LogLevel.INFO.use();
        ServerConfig settings = config.get();
        RunningServer server = program.start(settings, new Progress(err));
        running = Optional.of(server);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
        open(server);
        FlightRecording.startLater(settings.data());
        RuntimeException unfit = server.awaitUnfit();
        exitCode = 1;
        throw unfit;
    }

    /** A server whose verdict keeps the doors closed runs on: the operator's port tells why. */
    private void open(RunningServer server) {
        try {
            server.awaitOpen();
        } catch (StartRefused closed) {
            err.println("holdfast: " + FailureSentence.of(closed) + " Operators: " + server.ops());
            err.flush();
            return;
        }
        announce(server, out);
        training.begin();
    }

    static void announce(RunningServer server, PrintWriter out) {
        out.printf(
                "ready %s%s%s operators %s after %d ms%n",
                server.https(),
                server.http().map(it -> " " + it).orElse(""),
                server.publicUrl().map(it -> " public " + it).orElse(""),
                server.ops(),
                ProcessAge.now().toMillis());
        server.setupLink().ifPresent(link -> out.println("Set up the first administrator, once: " + link));
        out.flush();
    }

    /** An orderly stop on SIGTERM is a success, so 0 and not the JVM's 143. */
    private void stop() {
        try {
            running.ifPresent(RunningServer::close);
        } catch (RuntimeException failed) {
            System.err.println("holdfast: " + FailureSentence.of(failed));
            exitCode = 1;
        }
        Runtime.getRuntime().halt(exitCode);
    }
}
