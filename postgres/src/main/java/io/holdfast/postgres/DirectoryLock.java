package io.holdfast.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One server at a time for a directory; the kernel frees the lock when the server dies.
 *
 * <p>Within one JVM a set stands before the file: closing a second channel to the same file would silently drop the first
 * one's lock (POSIX record locks belong to the process).
 */
final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Refuses with {@code postgres.directory-in-use}; never waits. */
    static DirectoryLock take(Home home) {
        Path file = home.lock();
        if (!HELD.add(file)) {
            throw inUse(home);
        }
        try {
            return open(file).orElseThrow(() -> inUse(home));
        } catch (IOException failed) {
            HELD.remove(file);
            throw EmbeddedPostgresException.unusable("lock " + file, failed);
        } catch (EmbeddedPostgresException refused) {
            HELD.remove(file);
            throw refused;
        }
    }

    private static Optional<DirectoryLock> open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new DirectoryLock(file, channel));
    }

    private static EmbeddedPostgresException inUse(Home home) {
        return new EmbeddedPostgresException(
                "postgres.directory-in-use",
                "Another server uses the database directory " + home.path() + ".",
                "Stop it first, or give this server a data directory of its own.");
    }

    /** Once released it may be another's: a second call does nothing. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("unlock " + file, failed);
        } finally {
            HELD.remove(file);
        }
    }
}
