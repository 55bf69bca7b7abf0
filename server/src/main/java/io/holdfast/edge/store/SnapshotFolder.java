package io.holdfast.edge.store;

import io.holdfast.edge.image.ImageContents;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where snapshots and salvaged images lie. Each has a name of its own; which snapshot counts, SQLite says. */
final class SnapshotFolder {
    private static final Logger log = LoggerFactory.getLogger(SnapshotFolder.class);
    private static final String SNAPSHOT = "image-";
    private static final String SALVAGE = "salvage-";

    /** Salvaged images kept: a database that is restored more often than this has other worries. */
    private static final int SALVAGES_MAX = 5;

    /** No token lives so long, 8.4 days: a device that did not come back by then has to ask anew anyway. */
    static final Duration SALVAGE_AGE_MAX = Duration.ofDays(14);

    private final Path folder;

    SnapshotFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    /** Writes a snapshot and gives its name. */
    String write(ImageContents image, List<TenantId> tenants, int records) throws IOException {
        String name = SNAPSHOT + UUID.randomUUID();
        SnapshotFile.write(folder.resolve(name), image, tenants, records);
        return name;
    }

    /** Deletes every other snapshot, finished or not. */
    void keepOnly(String name) {
        delete(files(SNAPSHOT)
                .filter(file -> !file.getFileName().toString().equals(name))
                .toList());
    }

    /** Deletes every snapshot: there is none that may be believed. */
    void forget() {
        delete(files(SNAPSHOT).toList());
    }

    void salvage(ImageContents image, long seq) throws IOException {
        Path file = folder.resolve(SALVAGE + seq + "-" + UUID.randomUUID());
        SnapshotFile.write(file, image, image.tenants(), image.records());
        log.atWarn().addKeyValue("file", file).log("the image before the new era was salvaged");
        List<Path> salvaged = files(SALVAGE).toList();
        if (salvaged.size() > SALVAGES_MAX) {
            delete(salvaged.subList(0, salvaged.size() - SALVAGES_MAX));
        }
    }

    /** Salvaged images that are not older than {@link #SALVAGE_AGE_MAX}; those that are go. Oldest history first. */
    List<Path> salvaged(Instant now) {
        Map<Boolean, List<Path>> byAge = files(SALVAGE)
                .filter(file -> !file.toString().endsWith(SnapshotFile.UNFINISHED))
                .sorted(Comparator.comparingLong(SnapshotFolder::lostSeq))
                .collect(Collectors.partitioningBy(file -> isOld(file, now)));
        delete(byAge.getOrDefault(true, List.of()));
        return byAge.getOrDefault(false, List.of());
    }

    private static boolean isOld(Path file, Instant now) {
        Instant written = Instant.ofEpochMilli(file.toFile().lastModified());
        return written.plus(SALVAGE_AGE_MAX).isBefore(now);
    }

    /** The feed number at which a salvaged image's history ended, from its name. */
    static long lostSeq(Path salvaged) {
        return Long.parseLong(salvaged.getFileName().toString().split("-", 3)[1]);
    }

    /** Deletes salvaged images whose history ended at this number or before. */
    void forgetSalvaged(long upTo) {
        delete(files(SALVAGE).filter(file -> lostSeq(file) <= upTo).toList());
    }

    /** Oldest first. */
    private Stream<Path> files(String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted(Comparator.comparing(file -> file.toFile().lastModified()))
                    .toList()
                    .stream();
        } catch (IOException unlistable) {
            log.atError().setCause(unlistable).log("the folder of the local store cannot be listed");
            return Stream.empty();
        }
    }

    private static void delete(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException kept) {
                log.atWarn().addKeyValue("file", file).setCause(kept).log("an old snapshot could not be deleted");
            }
        }
    }
}
