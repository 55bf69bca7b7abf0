package io.holdfast.agent.session;

import io.holdfast.wire.link.FileTransferMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A file that comes. Its bytes go beside its place, for its owner alone to read; with the last of them it is flushed, gets its owner and
 * mode, and takes the place of what was there, at once. Half a file never stands there.
 */
final class FileWriting {
    /** Half of what a server sends ahead, so that it never waits for an ack that is on its way. */
    private static final int ACK_CHUNKS = 10;

    private final Path target;
    private final Path beside;
    private final FileTransferMessage.Put wish;
    private final FileChannel out;
    private final long bytesMax;
    private long written;
    private int unacknowledged;

    private FileWriting(Path target, Path beside, FileTransferMessage.Put wish, FileChannel out, long bytesMax) {
        this.target = target;
        this.beside = beside;
        this.wish = wish;
        this.out = out;
        this.bytesMax = bytesMax;
    }

    static FileWriting to(Path target, FileTransferMessage.Put wish, long bytesMax) throws IOException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileRefused("there is a folder at the path");
        }
        Path beside = target.resolveSibling(".holdfast-" + UUID.randomUUID());
        FileChannel out = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return new FileWriting(target, beside, wish, out, bytesMax);
    }

    /** Writes a chunk, or with an empty one ends the file; the ack that is due then, if one is. */
    Optional<FileTransferMessage.Ack> write(FileTransferMessage.Chunk chunk) throws IOException {
        if (chunk.offset() != written) {
            throw new FileRefused("a piece of the file is missing");
        }
        if (chunk.bytes().isEmpty()) {
            place();
            return Optional.of(new FileTransferMessage.Ack(written));
        }
        if (written + chunk.bytes().length() > bytesMax) {
            throw new FileRefused("the file is larger than the device takes");
        }
        ByteBuffer left = ByteBuffer.wrap(chunk.bytes().bytes());
        while (left.hasRemaining()) {
            int count = out.write(left);
        }
        written += chunk.bytes().length();
        unacknowledged = (unacknowledged + 1) % ACK_CHUNKS;
        return unacknowledged == 0 ? Optional.of(new FileTransferMessage.Ack(written)) : Optional.empty();
    }

    private void place() throws IOException {
        try (out) {
            out.force(true);
        }
        FileFacts.set(beside, wish);
        Path placed = Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder =
                FileChannel.open(Optional.ofNullable(target.getParent()).orElse(target), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Leaves nothing of it. */
    void abandon() {
        try (out) {
            boolean gone = Files.deleteIfExists(beside);
        } catch (IOException stays) {
            // its name says whose it is
        }
    }
}
