package io.holdfast.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The closed WAL segments beside the cluster. */
record WalArchive(Path folder) {
    /**
     * Run by PostgreSQL in its data folder, so the paths are relative and need no quoting. The copy is on the disk before it
     * has its name. A segment that is there already counts as archived only when it is the same: PostgreSQL asks again after
     * a crash between the copy and its own note of it.
     */
    static final String COMMAND = "if test -f ../wal-archive/%f; then cmp -s %p ../wal-archive/%f; else"
            + " cp %p ../wal-archive/%f.copying && sync ../wal-archive/%f.copying"
            + " && mv ../wal-archive/%f.copying ../wal-archive/%f; fi && sync ../wal-archive";

    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    private record Segment(Path path, long bytes, long modified) {}

    /**
     * Deletes the oldest segments until at most this many bytes are left.
     *
     * @return the number of bytes freed
     */
    long prune(long bytesMax) {
        List<Segment> oldestFirst = segments();
        long kept = oldestFirst.stream().mapToLong(Segment::bytes).sum();
        long freed = 0;
        for (Segment segment : oldestFirst) {
            if (kept - freed <= bytesMax) {
                break;
            }
            freed += delete(segment);
        }
        return freed;
    }

    private List<Segment> segments() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(WalArchive::isSegment)
                    .map(WalArchive::segment)
                    .sorted(Comparator.comparingLong(Segment::modified).thenComparing(Segment::path))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Timelines' histories are tiny and needed by every restore; a copy under way has no name yet. */
    private static boolean isSegment(Path file) {
        String name = file.getFileName().toString();
        return SEGMENT.matcher(name).lookingAt() && !name.endsWith(".copying");
    }

    private static Segment segment(Path file) {
        try {
            return new Segment(
                    file, Files.size(file), Files.getLastModifiedTime(file).toMillis());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static long delete(Segment segment) {
        try {
            return Files.deleteIfExists(segment.path()) ? segment.bytes() : 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
