package io.holdfast.agent.session;

import io.holdfast.wire.link.FileTransferMessage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a file system says of a file, in the words of the protocol. */
final class FileFacts {
    private static final int TYPE = 0170000;
    private static final int PERMISSIONS = 0777;

    private FileFacts() {}

    static FileTransferMessage.Info of(String asked, Path file) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:size,uid,gid,mode,lastModifiedTime");
        return new FileTransferMessage.Info(
                asked,
                OptionalLong.of(number(facts, "size")),
                OptionalLong.of(number(facts, "uid")),
                OptionalLong.of(number(facts, "gid")),
                OptionalLong.of(goMode(number(facts, "mode"))),
                facts.get("lastModifiedTime") instanceof FileTime time
                        ? Optional.of(time.toInstant())
                        : Optional.empty());
    }

    private static long number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** The permissions, and Go's bit for what is no ordinary file. */
    private static long goMode(long mode) {
        long type = switch ((int) mode & TYPE) {
            case 0100000 -> 0;
            case 0040000 -> 1L << 31;
            case 0120000 -> 1L << 27;
            case 0060000 -> 1L << 26;
            case 0010000 -> 1L << 25;
            case 0140000 -> 1L << 24;
            case 0020000 -> 1L << 26 | 1L << 21;
            default -> 1L << 19;
        };
        return mode & PERMISSIONS | type;
    }

    /** Of the file itself, never of one that a link leads to. Owner first: a change of it takes set-user bits away. */
    static void set(Path file, FileTransferMessage.Put wish) throws IOException {
        if (wish.uid().isPresent()) {
            Path owned = Files.setAttribute(file, "unix:uid", (int) wish.uid().getAsLong(), LinkOption.NOFOLLOW_LINKS);
        }
        if (wish.gid().isPresent()) {
            Path owned = Files.setAttribute(file, "unix:gid", (int) wish.gid().getAsLong(), LinkOption.NOFOLLOW_LINKS);
        }
        set(file, permissions((int) wish.mode().orElse(0644) & PERMISSIONS));
    }

    /** By way of the folder, which opens the file and no link: {@code unix:mode} follows links also where it is told not to. */
    private static void set(Path file, Set<PosixFilePermission> permissions) throws IOException {
        Path folder = Optional.ofNullable(file.getParent()).orElse(file);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            if (!(all instanceof SecureDirectoryStream<Path> opened)) {
                throw new FileRefused("permission denied: this file system cannot tell a link from a file");
            }
            opened.getFileAttributeView(file.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(permissions);
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all =
                PosixFilePermission.values(); // from the owner's read to others' execute, as the bits
        return IntStream.range(0, all.length)
                .filter(i -> (mode >> (all.length - 1 - i) & 1) != 0)
                .mapToObj(i -> all[i])
                .collect(Collectors.toUnmodifiableSet());
    }
}
