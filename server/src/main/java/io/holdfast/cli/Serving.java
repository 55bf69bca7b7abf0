package io.holdfast.cli;

import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.startup.ProcessAge;
import io.holdfast.platform.startup.StartRefused;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A server from its start to the signal that ends it. */
final class Serving {
    private final Program program;
    private final PrintWriter out;
    private final PrintWriter err;
    private final AotTraining training = AotTraining.asTheLauncherWishes();

    Serving(Program program, PrintWriter out, PrintWriter err) {
        this.program = program;
        this.out = out;
        this.err = err;
    }

    /** Returns only by an exception, when the start is refused: the shutdown hook ends the process. */
    int run(Supplier<ServerConfig> config) throws InterruptedException {
        LogLevel.INFO.use();
        RunningServer server = program.start(config.get(), new Progress(err));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        open(server);
        new CountDownLatch(1).await();
        return 0;
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
        int code = 0;
        try {
            server.close();
        } catch (RuntimeException failed) {
            System.err.println("holdfast: " + FailureSentence.of(failed));
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }
}
