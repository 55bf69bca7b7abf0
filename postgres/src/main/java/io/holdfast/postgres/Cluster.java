package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Creates the cluster once and checks that an existing one fits the binaries. */
record Cluster(Home home, RunAs user, Binaries binaries) {
    private static final Duration INITDB = Duration.ofMinutes(5);

    /** Cluster 40 MB, first WAL up to min_wal_size 128 MB, logs. */
    private static final long FREE_BYTES_MIN = 256L << 20;

    /** Returns the superuser's password. */
    Password prepare(Consumer<String> progress) {
        if (!home.hasCluster()) {
            progress.accept("creating the database cluster");
            create();
        }
        requireFittingVersion();
        home.folderFor(user, home.walArchive());
        home.folderFor(user, home.logs());
        return home.password()
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "postgres.password-missing",
                        "The database in " + home.path() + " is there, but its password file is gone.",
                        "Put the file 'password' back from a backup."));
    }

    private void create() {
        requireRoom();
        Password password = home.password().orElseGet(() -> {
            Password fresh = Password.random();
            home.keep(fresh);
            return fresh;
        });
        try {
            Trees.delete(home.unfinishedData()); // of a creation that was interrupted
            home.folderFor(user, home.unfinishedData());
            initdb(password);
            Files.move(home.unfinishedData(), home.data(), StandardCopyOption.ATOMIC_MOVE);
            home.sync();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("create the database in " + home.path(), failed);
        }
    }

    private void initdb(Password password) throws IOException {
        Path passwordFile = home.path().resolve("initdb-password");
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(passwordFile, password.value() + "\n");
            user.own(passwordFile);
            ShortCommand.Result result = ShortCommand.run(initdbCommand(passwordFile), INITDB);
            if (!result.succeeded()) {
                throw refused(result.output());
            }
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private static EmbeddedPostgresException refused(String output) {
        String sentence = "The database cluster could not be created. initdb said:\n" + output;
        return output.contains("could not look up effective user ID") // in containers run under an arbitrary number
                ? new EmbeddedPostgresException(
                        "postgres.user-without-name",
                        sentence,
                        "Give the server's user a line in /etc/passwd, or run the server as a user that has one.")
                : new EmbeddedPostgresException(
                        "postgres.initdb-failed", sentence, "Fix what it names and start again; nothing was kept.");
    }

    private List<String> initdbCommand(Path passwordFile) {
        List<String> command = new ArrayList<>(user.prefix());
        command.add(binaries.program("initdb"));
        command.add("--pgdata=" + home.unfinishedData());
        command.add("--username=" + Login.USERNAME);
        command.add("--pwfile=" + passwordFile);
        command.addAll(List.of("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"));
        command.addAll(binaries.localeArguments());
        return command;
    }

    private void requireRoom() {
        try {
            long free = Files.getFileStore(home.path()).getUsableSpace();
            if (free < FREE_BYTES_MIN) {
                throw new EmbeddedPostgresException(
                        "postgres.disk-full",
                        "A new database needs " + (FREE_BYTES_MIN >> 20) + " MiB, and " + home.path() + " has "
                                + (free >> 20) + " MiB free.",
                        "Free some space or choose another data directory.");
            }
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("measure the free space of " + home.path(), failed);
        }
    }

    private void requireFittingVersion() {
        try {
            String major = Files.readString(home.data().resolve("PG_VERSION")).strip();
            if (!major.equals(Integer.toString(binaries.major()))) {
                throw new EmbeddedPostgresException(
                        "postgres.version-mismatch",
                        "The database in " + home.data() + " was made by PostgreSQL " + major + ", and this is "
                                + binaries.major() + ".",
                        "Give the binaries of PostgreSQL " + major + ", or upgrade the cluster with pg_upgrade.");
            }
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("read " + home.data().resolve("PG_VERSION"), failed);
        }
    }
}
