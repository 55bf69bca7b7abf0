package io.holdfast.agent.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Partial files that an agent left behind when it was killed: each as large as a file may be. */
final class Leftovers {
    private static final String PREFIX = ".holdfast-";
    private static final Pattern NAME =
            Pattern.compile(Pattern.quote(PREFIX) + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** A server gives a transfer up that stands still for much less. */
    private static final Duration UNTOUCHED = Duration.ofMinutes(10);

    /** Of a folder with more files than this the rest is not looked at: 20 ms. */
    private static final int LOOKED_AT_MAX = 10_000;

    private Leftovers() {}

    static String freshName() {
        return PREFIX + UUID.randomUUID();
    }

    /** Takes away those that were last written long before this file, which is new: by the file system's own clock. */
    static void sweepBeside(Path fresh) {
        Optional<Path> folder = Optional.ofNullable(fresh.getParent());
        if (folder.isEmpty()) {
            return;
        }
        try (Stream<Path> all = Files.list(folder.get())) {
            FileTime now = Files.getLastModifiedTime(fresh, LinkOption.NOFOLLOW_LINKS);
            FileTime oldest = FileTime.from(now.toInstant().minus(UNTOUCHED));
            all.limit(LOOKED_AT_MAX).filter(Leftovers::isNamedSo).forEach(file -> sweep(file, oldest));
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            // a folder that may be written and not read: they stay
        }
    }

    private static boolean isNamedSo(Path file) {
        return NAME.matcher(String.valueOf(file.getFileName())).matches();
    }

    private static void sweep(Path file, FileTime oldest) {
        try {
            BasicFileAttributes facts =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (facts.isRegularFile() && facts.lastModifiedTime().compareTo(oldest) < 0) {
                boolean gone = Files.deleteIfExists(file);
            }
        } catch (IOException stays) {
            // somebody else took it away, or it cannot be: what comes now does not depend on it
        }
    }
}
