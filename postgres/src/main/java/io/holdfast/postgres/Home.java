package io.holdfast.postgres;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The directory of one embedded PostgreSQL. The directory itself stays the server's own, so that nothing the database's
 * user can do makes the server follow a link; only {@code data}, {@code wal-archive} and {@code log} are that user's.
 */
record Home(Path path) {

    /** Creates the directory where needed; others may pass it but not list it. */
    static Home prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            Path real = directory.toRealPath();
            Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx--x--x"));
            return new Home(real);
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("use the directory " + directory, failed);
        }
    }

    Path data() {
        return path.resolve("data");
    }

    /** Where a cluster is created; it becomes {@link #data()} in one rename once it is whole. */
    Path unfinishedData() {
        return path.resolve("data.unfinished");
    }

    Path walArchive() {
        return path.resolve("wal-archive");
    }

    Path logs() {
        return path.resolve("log");
    }

    /** What the server said before its own log was open. */
    Path startLog() {
        return path.resolve("start.log");
    }

    Path lock() {
        return path.resolve("lock");
    }

    boolean hasCluster() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    Optional<Password> password() {
        return read("password").map(Password::new);
    }

    void keep(Password password) {
        write("password", password.value());
    }

    Optional<Integer> port() {
        return read("port").filter(text -> text.matches("[0-9]{1,5}")).map(Integer::valueOf);
    }

    void keepPort(int port) {
        write("port", Integer.toString(port));
    }

    /** Creates a folder that belongs to the database's user alone. */
    void folderFor(RunAs user, Path folder) {
        try {
            if (!Files.exists(folder)) {
                Files.createDirectory(folder);
            }
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            user.own(folder);
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("create " + folder, failed);
        }
    }

    private Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(path.resolve(name)).strip());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("read " + path.resolve(name), failed);
        }
    }

    /** Mode 0600, on the disk before the name is there. */
    private void write(String name, String text) {
        Path unfinished = path.resolve(name + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, text + "\n", StandardOpenOption.SYNC, StandardOpenOption.WRITE);
            // Started once as root in a user's directory: the user must be able to start it again.
            Files.setAttribute(unfinished, "unix:uid", Files.getAttribute(path, "unix:uid"));
            Files.move(unfinished, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            sync();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("write " + path.resolve(name), failed);
        }
    }

    /** Makes the names in the directory durable. */
    void sync() throws IOException {
        try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
