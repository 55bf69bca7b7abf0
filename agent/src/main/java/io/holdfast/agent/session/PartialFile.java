package io.holdfast.agent.session;

import io.holdfast.wire.link.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The bytes of a file that is not whole yet, beside its place and for their owner alone to read. Whoever may write to the folder can put
 * something else under its name: then nothing is made of it.
 */
final class PartialFile {
    private static final String FACTS = "unix:fileKey,nlink,isRegularFile";

    private final Path path;
    private final FileChannel out;
    private final Object key;

    private PartialFile(Path path, FileChannel out, Object key) {
        this.path = path;
        this.out = out;
        this.key = key;
    }

    /** Begins one, and takes away what ended agents have left in the folder. */
    static PartialFile beside(Path target) throws IOException {
        Path path = target.resolveSibling(Leftovers.freshName());
        FileChannel out = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            PartialFile begun = new PartialFile(path, out, key(path));
            Leftovers.sweepBeside(path);
            return begun;
        } catch (IOException failed) {
            try (out) {
                Files.deleteIfExists(path);
            }
            throw failed;
        }
    }

    private static Object key(Path path) throws IOException {
        Map<String, Object> facts = Files.readAttributes(path, FACTS, LinkOption.NOFOLLOW_LINKS);
        boolean plain = Boolean.TRUE.equals(facts.get("isRegularFile")) && Objects.equals(facts.get("nlink"), 1);
        if (!plain) { // a second name is another file's, linked here
            throw replaced();
        }
        return Objects.requireNonNull(facts.get("fileKey"), "this file system has no numbers for files");
    }

    private static FileRefused replaced() {
        return new FileRefused("permission denied: something else was put in place of the file while it came");
    }

    Path path() {
        return path;
    }

    void write(Payload bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes.bytes());
        while (left.hasRemaining()) {
            int count = out.write(left);
        }
    }

    /** Everything was written: it is on the disk, and under its name. */
    void finish() throws IOException {
        try (out) {
            out.force(true);
        }
        check();
    }

    /** Takes the place of what is there, at once. */
    void moveTo(Path target) throws IOException {
        check();
        Path placed = Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void check() throws IOException {
        try {
            if (!key(path).equals(key)) {
                throw replaced();
            }
        } catch (NoSuchFileException gone) {
            throw new FileRefused("the file was taken away while it came");
        }
    }

    /** Leaves nothing of it. */
    void abandon() {
        try (out) {
            boolean gone = Files.deleteIfExists(path);
        } catch (IOException stays) {
            // its name says whose it is, and the next file that comes into the folder takes it away
        }
    }
}
