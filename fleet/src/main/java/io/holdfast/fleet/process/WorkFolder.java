package io.holdfast.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary folder of one bench, drill or test, removed at the end. Every user may pass through it, because PostgreSQL
 * runs as an unprivileged user when the caller is root.
 */
public final class WorkFolder implements AutoCloseable {
    private final Path path;
    private final Leftovers.Leftover leftover;

    private WorkFolder(Path path) {
        this.path = path;
        this.leftover = Leftovers.of(this::delete);
    }

    public static WorkFolder create(String name) {
        try {
            Path path = Files.createTempDirectory("holdfast-" + name + "-");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new WorkFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** Deletes what is in {@code folder}, except the entries with these names. */
    public static void deleteAllBut(Path folder, Set<String> kept) {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (!kept.contains(String.valueOf(entry.getFileName()))) {
                    Files.walkFileTree(entry, new Deletion());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot clear " + folder, e);
        }
    }

    /** Deletes everything in it; what a dying process still holds on to is left behind. */
    @Override
    public void close() {
        leftover.gone();
        delete();
    }

    private void delete() {
        try {
            Files.walkFileTree(path, new Deletion());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
