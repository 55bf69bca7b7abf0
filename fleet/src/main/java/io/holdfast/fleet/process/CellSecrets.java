package io.holdfast.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The nodes of a cell share the master key that seals what is in the database. */
public final class CellSecrets {
    private static final String FOLDER = "secrets";

    private CellSecrets() {}

    /** Gives a node that has not started yet the secrets of one that has, by their data directories. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from.resolve(FOLDER))) {
            Path folder = Files.createDirectories(to.resolve(FOLDER));
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
