package io.holdfast.fleet.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** One run of the server as a process of its own. What it prints is kept in {@code <data directory>.log}. */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("\\bready\\b.*http");
    /** Above the time a first start may take: PostgreSQL's binaries are unpacked and a cluster is made. */
    private static final Duration READY_LIMIT = Duration.ofSeconds(120);
    /** A clean stop also stops PostgreSQL. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final ServerLaunch launch;
    private final Process process;
    private final long startedNanos;
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    private ServerProcess(ServerLaunch launch, Process process, long startedNanos) {
        this.launch = launch;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /** Executes the program and returns at once. */
    public static ServerProcess launch(ServerLaunch launch) {
        try {
            Command command = launch.serve();
            ProcessBuilder builder = new ProcessBuilder(command.words()).redirectErrorStream(true);
            builder.environment().putAll(command.environment());
            long started = System.nanoTime();
            ServerProcess server = new ServerProcess(launch, builder.start(), started);
            Leftovers.Leftover leftover = Leftovers.of(server::end);
            server.process.onExit().thenRun(leftover::gone);
            // Not a virtual thread: reading a pipe holds its carrier, and two servers would hold both of two.
            Thread.ofPlatform().daemon().name("server-output").start(server::keepOutput);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the server", e);
        }
    }

    /** Executes the program and waits for its line {@code ready}. */
    public static ServerProcess start(ServerLaunch launch) {
        ServerProcess server = launch(launch);
        try {
            server.awaitReady();
            return server;
        } catch (IllegalStateException notReady) {
            server.kill();
            throw notReady;
        }
    }

    private void keepOutput() {
        try (BufferedReader lines = process.inputReader();
                BufferedWriter log =
                        Files.newBufferedWriter(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (Optional<String> line = next(lines); line.isPresent(); line = next(lines)) {
                if (READY.matcher(line.get()).find()) {
                    ready.complete(Duration.ofNanos(System.nanoTime() - startedNanos));
                }
                log.write(line.get());
                log.newLine();
                log.flush();
            }
            ready.completeExceptionally(new IllegalStateException("the server ended before it was ready"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private static Optional<String> next(BufferedReader lines) throws IOException {
        return Optional.ofNullable(lines.readLine());
    }

    /**
     * Waits for the line {@code ready}.
     *
     * @return time from the process's start to the line
     * @throws IllegalStateException with the end of the log, when the server ended or was not ready within two minutes
     */
    public Duration awaitReady() {
        try {
            return ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the server did not become ready; its last lines:\n" + lastLines(30), e);
        } catch (TimeoutException e) {
            throw new NotInTime("the server becomes ready; its last lines:\n" + lastLines(30), READY_LIMIT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The end of what it printed. */
    public String lastLines(int count) {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where its output is kept. */
    public Path log() {
        return launch.dataDirectory().resolveSibling(launch.dataDirectory().getFileName() + ".log");
    }

    public ServerLaunch launch() {
        return launch;
    }

    public long pid() {
        return process.pid();
    }

    /** {@link System#nanoTime()} of this process at the moment before the server's execution. */
    public long startedNanos() {
        return startedNanos;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ProcessCost cost() {
        return new ProcessCost(
                ProcFs.times(pid()).map(ProcFs.Times::own).orElse(Duration.ZERO), ProcFs.residentBytes(pid()));
    }

    /** The most memory this run had resident so far. */
    public double peakRssMegabytes() {
        return ProcFs.peakResidentBytes(pid()) / 1e6;
    }

    /** {@code kill -9}, and waits until the process is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(Duration.ofSeconds(10));
    }

    public void freeze() {
        Signals.stop(List.of(pid()));
    }

    public void thaw() {
        Signals.resume(List.of(pid()));
    }

    /** Its PostgreSQL goes with it when it is asked first. */
    private void end() {
        process.destroy();
        if (!awaitEnd(STOP_LIMIT)) {
            process.destroyForcibly();
        }
    }

    /**
     * Waits until it ended by itself.
     *
     * @return its exit code
     * @throws IllegalStateException when it still runs after {@code limit}
     */
    public int awaitExit(Duration limit) {
        if (!awaitEnd(limit)) {
            throw new NotInTime("the server ends; its last lines:\n" + lastLines(30), limit);
        }
        return process.exitValue();
    }

    /** Asks it to stop (SIGTERM) and waits; one that does not stop within a minute is killed and reported. */
    @Override
    public void close() {
        process.destroy();
        if (!awaitEnd(STOP_LIMIT)) {
            kill();
            throw new NotInTime("the server stops; its last lines:\n" + lastLines(30), STOP_LIMIT);
        }
    }

    private boolean awaitEnd(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
