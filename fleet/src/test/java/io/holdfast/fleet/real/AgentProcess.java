package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code holdfast agent} as a process of its own. What it prints is kept beside its data. */
final class AgentProcess implements AutoCloseable {
    private static final Duration SAID_MAX = Duration.ofSeconds(120);

    private final Path data;
    private final Path output;
    private final List<String> arguments;
    private Process process;

    private AgentProcess(Path data, Path output, List<String> arguments, Process process) {
        this.data = data;
        this.output = output;
        this.arguments = arguments;
        this.process = process;
    }

    static AgentProcess start(LiveServer live, String mac) {
        Path data = live.folder("agent-" + mac.replace(":", ""));
        Path output = live.folder("agent-" + mac.replace(":", "") + ".log");
        List<String> arguments = List.of(
                "agent",
                "--server",
                live.url(),
                "--certificate",
                live.certificate().toString(),
                "--data",
                data.toString(),
                "--identity",
                "mac=" + mac);
        return new AgentProcess(data, output, arguments, run(output, arguments));
    }

    private static Process run(Path output, List<String> arguments) {
        try {
            return new ProcessBuilder(ServerCommand.current().with(arguments).words())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path data() {
        return data;
    }

    long pid() {
        return process.pid();
    }

    String said() {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitSaid(String words, int times) {
        if (!Poll.until(SAID_MAX, () -> said().split(words, -1).length > times)) {
            throw new AssertionError("did not say " + words + " so often but: " + said());
        }
    }

    /** {@code kill -9}. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same device again. */
    void startAgain() {
        process = run(output, arguments);
    }

    /** SIGTERM; the exit code. */
    int stop() {
        try {
            process.destroy();
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
