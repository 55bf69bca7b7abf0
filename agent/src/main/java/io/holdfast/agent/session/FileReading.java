package io.holdfast.agent.session;

import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A file on its way to the server: 20 chunks ahead of the last ack, an empty one at its end. */
final class FileReading implements AutoCloseable {
    private static final long WINDOW_BYTES = 20L * LinkLimits.CHUNK_MAX;

    private final InputStream in;
    private long sent;
    private long acknowledged;
    private boolean ended;

    private FileReading(InputStream in) {
        this.in = in;
    }

    static FileReading of(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileRefused("that is no ordinary file");
        }
        return new FileReading(Files.newInputStream(file));
    }

    void acknowledged(long offset) {
        acknowledged = Math.clamp(offset, acknowledged, sent);
    }

    /** The next chunk, if one may go. */
    Optional<FileTransferMessage.Chunk> next() throws IOException {
        if (ended || sent - acknowledged >= WINDOW_BYTES) {
            return Optional.empty();
        }
        Payload bytes = Payload.of(in.readNBytes(LinkLimits.CHUNK_MAX));
        FileTransferMessage.Chunk chunk = new FileTransferMessage.Chunk(sent, bytes);
        sent += bytes.length();
        ended = bytes.isEmpty();
        if (ended) {
            close();
        }
        return Optional.of(chunk);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException gone) {
            // it was only read
        }
    }
}
