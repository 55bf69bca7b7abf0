package io.holdfast.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file system of a few MiB, mounted for a test that fills it. */
public final class SmallDisk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SmallDisk.class);
    private static final int CHUNK = 4096;

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /**
     * Empty, with a warning, where this user may not mount: the test is then to be skipped; a failure where {@code
     * HOLDFAST_REQUIRE_CLIENTS=1}.
     */
    public static Optional<SmallDisk> mounted(int mebibytes) throws IOException, InterruptedException {
        Path path = Files.createTempDirectory("holdfast-small-disk-");
        if (run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString()) == 0) {
            return Optional.of(new SmallDisk(path));
        }
        Files.delete(path);
        if ("1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            throw new AssertionError("HOLDFAST_REQUIRE_CLIENTS=1 and mounting a file system is not allowed here");
        }
        log.atWarn().log("SKIPPED: a test of a full disk needs the right to mount a file system");
        return Optional.empty();
    }

    public Path path() {
        return path;
    }

    /** Writes until there is no room; the file that took it. */
    public Path fill() throws IOException {
        Path ballast = path.resolve("ballast");
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException full) {
            return ballast;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (run("umount", path.toString()) != 0) {
            throw new IOException("cannot unmount " + path);
        }
        Files.delete(path);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
