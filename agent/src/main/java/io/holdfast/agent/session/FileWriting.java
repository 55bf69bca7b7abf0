package io.holdfast.agent.session;

import io.holdfast.wire.link.FileTransferMessage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that comes. Its bytes go beside its place, for its owner alone to read; with the last of them it is flushed, gets its owner and
 * mode, and takes the place of what was there, at once. Half a file never stands there.
 */
final class FileWriting {
    /** Half of what a server sends ahead, so that it never waits for an ack that is on its way. */
    private static final int ACK_CHUNKS = 10;

    private final Path target;
    private final PartialFile beside;
    private final FileTransferMessage.Put wish;
    private final long bytesMax;
    private long written;
    private int unacknowledged;

    private FileWriting(Path target, PartialFile beside, FileTransferMessage.Put wish, long bytesMax) {
        this.target = target;
        this.beside = beside;
        this.wish = wish;
        this.bytesMax = bytesMax;
    }

    static FileWriting to(Path target, FileTransferMessage.Put wish, long bytesMax) throws IOException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileRefused("there is a folder at the path");
        }
        return new FileWriting(target, PartialFile.beside(target), wish, bytesMax);
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
        beside.write(chunk.bytes());
        written += chunk.bytes().length();
        unacknowledged = (unacknowledged + 1) % ACK_CHUNKS;
        return unacknowledged == 0 ? Optional.of(new FileTransferMessage.Ack(written)) : Optional.empty();
    }

    private void place() throws IOException {
        beside.finish();
        FileFacts.set(beside.path(), wish);
        beside.moveTo(target);
        try (FileChannel folder =
                FileChannel.open(Optional.ofNullable(target.getParent()).orElse(target), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Leaves nothing of it. */
    void abandon() {
        beside.abandon();
    }
}
