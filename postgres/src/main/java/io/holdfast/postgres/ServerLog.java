package io.holdfast.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What PostgreSQL wrote about itself: {@code start.log} until its own log is open, then files of at most 16 MiB. */
record ServerLog(Home home) {
    private static final int TAIL_BYTES = 8 * 1024;
    private static final int TAIL_LINES = 20;

    /** With 16 MiB a file the logs stay below 160 MiB. */
    private static final int FILES_KEPT = 9;

    /** The last lines of both that were written since then, the start's own last. */
    String tail(Instant since) {
        String text = files().reversed().stream()
                        .findFirst()
                        .filter(file -> !lastModified(file).isBefore(since))
                        .map(ServerLog::tail)
                        .orElse("")
                + "\n"
                + tail(home.startLog());
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    /** Deletes all but the newest files. */
    void prune() {
        List<Path> oldestFirst = files();
        try {
            for (Path file : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - FILES_KEPT))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("delete old logs in " + home.logs(), failed);
        }
    }

    /** The names begin with the time, so their order is the files' order. */
    private List<Path> files() {
        if (!Files.isDirectory(home.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.logs())) {
            return files.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("list " + home.logs(), failed);
        }
    }

    private static Instant lastModified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException gone) {
            return Instant.EPOCH;
        }
    }

    private static String tail(Path file) {
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(TAIL_BYTES, reader.length());
            byte[] bytes = new byte[length];
            reader.seek(reader.length() - length);
            reader.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
