package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An unmodified Debian mender-connect beside its device's client: what holds the device's live link. */
public final class RealConnect implements AutoCloseable {
    private final Process process;
    private final Path log;

    RealConnect(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Everything that it logged so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        Signals.kill(List.of(pid()));
    }

    /** It stays and answers nothing. */
    public void freeze() {
        Signals.stop(List.of(pid()));
    }

    public void thaw() {
        Signals.resume(List.of(pid()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
