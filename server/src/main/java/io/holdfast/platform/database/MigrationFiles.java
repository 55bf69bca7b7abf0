package io.holdfast.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The schema changes that this program carries, in the order of their names. */
final class MigrationFiles {
    static final String FOLDER = "db/migration";

    private MigrationFiles() {}

    static List<Migration> onClassPath() {
        URL folder = MigrationFiles.class.getClassLoader().getResource(FOLDER);
        if (folder == null) {
            throw new IllegalStateException("the program carries no migrations");
        }
        try {
            return "jar".equals(folder.getProtocol()) ? inJar(folder.toURI()) : in(Path.of(folder.toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Migration> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted()
                    .map(file -> new Migration(String.valueOf(file.getFileName()), read(file)))
                    .toList();
        }
    }

    private static List<Migration> inJar(URI uri) throws IOException {
        String text = uri.toString();
        URI jar = URI.create(text.substring("jar:".length(), text.indexOf("!/")));
        try (FileSystem inside = FileSystems.newFileSystem(Path.of(jar), Map.of())) {
            return in(inside.getPath(FOLDER));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
