package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A program in a terminal of its own, typed into as a person would. */
final class Typed implements AutoCloseable {
    private static final Duration SHOWN_MAX = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;
    private final Path tty;

    private Typed(Process process, Path output, Path tty) {
        this.process = process;
        this.output = output;
        this.tty = tty;
    }

    /** Starts the program in a terminal of this size; what it shows and the terminal's name are kept in the folder. */
    static Typed start(Path folder, List<String> words, Map<String, String> environment, int rows, int columns) {
        try {
            Files.createDirectories(folder);
            Path output = folder.resolve("shown");
            Path tty = folder.resolve("tty");
            String command = "tty > " + tty + "; stty rows " + rows + " cols " + columns + "; exec "
                    + words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            ProcessBuilder builder = new ProcessBuilder("script", "-qefc", command, "/dev/null")
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("SHELL", "/bin/sh");
            return new Typed(builder.start(), output, tty);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the program is gone; it showed: " + shown(), e);
        }
    }

    /** Makes the window larger or smaller; the program is told. */
    void resize(int rows, int columns) {
        try {
            String name = Files.readString(tty).strip();
            Process resized = new ProcessBuilder("stty", "-F", name, "rows", "" + rows, "cols", "" + columns).start();
            if (!resized.waitFor(10, TimeUnit.SECONDS) || resized.exitValue() != 0) {
                throw new AssertionError("the terminal " + name + " was not resized");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String shown() {
        try {
            return Files.readString(output, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitShown(String text) {
        if (!shows(text, SHOWN_MAX)) {
            throw new AssertionError("did not show " + text + " but: " + shown());
        }
    }

    /** Whether it shows this within the time. */
    boolean shows(String text, Duration within) {
        return Poll.until(within, () -> shown().contains(text));
    }

    /** Waits for the program's end; its exit code. */
    int end() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end; it showed: " + shown());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
