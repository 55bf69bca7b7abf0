package io.holdfast.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL that comes with the program: unpacked once, whole or not at all. */
final class BroughtBinaries {
    static final String VERSION = "18.6";
    private static final int MAJOR = 18;
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /** Named by the artifact's version, so that a new one is unpacked beside the old and never over it. */
    private static final String FOLDER = "bin-18.6.0";

    private static final Duration SYNC_BOUND = Duration.ofMinutes(2);

    private BroughtBinaries() {}

    static Binaries in(Path cache, Consumer<String> progress) {
        Path home = cache.resolve(FOLDER);
        try {
            if (!Files.exists(home)) {
                progress.accept("unpacking PostgreSQL " + VERSION);
                unpack(cache, home);
            }
            return new Binaries(home.toRealPath(), MAJOR);
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("unpack PostgreSQL into " + cache, failed);
        }
    }

    private static void unpack(Path cache, Path home) throws IOException {
        Files.createDirectories(cache);
        Path unfinished = Files.createTempDirectory(cache, FOLDER + ".unfinished-");
        try (InputStream packed = BroughtBinaries.class.getResourceAsStream(ARCHIVE)) {
            if (packed == null) {
                throw new EmbeddedPostgresException(
                        "postgres.no-binaries",
                        "No PostgreSQL comes along for this kind of machine (" + System.getProperty("os.arch") + ").",
                        "Give the home of an installed PostgreSQL 15 to 18, or the address of a running one.");
            }
            extract(packed, unfinished);
            open(unfinished);
            // A power failure must not leave a renamed folder with empty programs in it.
            ShortCommand.run(List.of(ShortCommand.require("sync").toString(), "-f", unfinished.toString()), SYNC_BOUND);
            publish(unfinished, home);
        } finally {
            Trees.delete(unfinished);
        }
    }

    /** Another server may have unpacked the same meanwhile; then its folder is as good as ours. */
    private static void publish(Path unfinished, Path home) throws IOException {
        try {
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            if (!Files.exists(home)) {
                throw failed;
            }
        }
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive points outside itself: " + entry.getName());
                }
                write(tar, entry, path);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            open(path);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (!entry.getName().endsWith(".a")) { // static libraries are only for building against
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    /** Whatever the umask: the database's user must get through. */
    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
