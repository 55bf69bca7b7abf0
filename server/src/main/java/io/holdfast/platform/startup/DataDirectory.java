package io.holdfast.platform.startup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The data directory in the hands of one server. Claiming it makes it, proves that it can be written and has room, and
 * keeps every other server out until {@link #close()} or the end of the process.
 */
public final class DataDirectory implements AutoCloseable {

    /** The code of the refusal when another server holds the directory. */
    public static final String IN_USE = "start.data-in-use";

    /** A fresh database cluster takes 40 MiB and its first WAL segments 32; below this the first hour would fail. */
    static final long ROOM_BYTES_MIN = 128L << 20;

    /** Others may pass, because the database runs as another user, but not look; every secret in it is 0600. */
    private static final String MODE = "rwx--x--x";

    /** Claims within this process: a second channel on the lock file, once closed, would silently drop the first lock. */
    private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory if need be and takes it.
     *
     * @throws StartRefused {@code start.data-unusable}, {@code start.disk-full} or {@code start.data-in-use}
     */
    public static DataDirectory claim(Path data) {
        return claim(data, directory -> directory.toFile().getUsableSpace());
    }

    static DataDirectory claim(Path data, ToLongFunction<Path> usableBytes) {
        try {
            Path directory = made(data);
            DataDirectory claimed = new DataDirectory(directory, locked(directory));
            try {
                claimed.requireRoom(usableBytes);
                claimed.leavePid();
                return claimed;
            } catch (IOException | RuntimeException refused) {
                claimed.close();
                throw refused;
            }
        } catch (IOException failed) {
            throw new StartRefused(
                    "start.data-unusable",
                    "The data directory %s cannot be written (%s).".formatted(data, FileTrouble.of(failed)),
                    "Check its owner, its rights and its disk, or name another with --data.",
                    failed);
        }
    }

    /** Absolute, without links. */
    public Path path() {
        return path;
    }

    /** Lets the next server in. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(pidFile(path));
            lock.close();
        } catch (IOException ignored) {
            // The process ends, and the kernel frees the lock with it.
        } finally {
            CLAIMED.remove(path);
        }
    }

    private static Path made(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString(MODE));
        }
        return data.toRealPath();
    }

    private static FileChannel locked(Path directory) throws IOException {
        if (!CLAIMED.add(directory)) {
            throw inUse(directory);
        }
        try {
            Path file = directory.resolve("holdfast.lock");
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw inUse(directory);
            }
            return channel;
        } catch (IOException | RuntimeException failed) {
            CLAIMED.remove(directory);
            throw failed;
        }
    }

    private static StartRefused inUse(Path directory) {
        return new StartRefused(
                IN_USE,
                "Another server%s uses the data directory %s."
                        .formatted(
                                pid(directory)
                                        .map(pid -> ", process " + pid + ",")
                                        .orElse(""),
                                directory),
                "Stop it first, or give this one a directory of its own with --data.");
    }

    private void requireRoom(ToLongFunction<Path> usableBytes) throws IOException {
        long usable = usableBytes.applyAsLong(path);
        if (usable < ROOM_BYTES_MIN) {
            throw new StartRefused(
                    "start.disk-full",
                    "The disk of %s has %d MiB left, and %d are needed to start."
                            .formatted(path, usable >> 20, ROOM_BYTES_MIN >> 20),
                    "Free some room, or name a directory on another disk with --data.");
        }
    }

    /** Written beside and renamed: proves that files can be made, and a reader never sees half a number. */
    private void leavePid() throws IOException {
        Path fresh = Files.writeString(
                path.resolve("holdfast.pid.new"), ProcessHandle.current().pid() + "\n");
        Files.move(fresh, pidFile(path), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path pidFile(Path directory) {
        return directory.resolve("holdfast.pid");
    }

    private static Optional<Long> pid(Path directory) {
        try {
            return Optional.of(Long.valueOf(Files.readString(pidFile(directory)).strip()));
        } catch (IOException | NumberFormatException absent) {
            return Optional.empty();
        }
    }
}
