package io.holdfast.gateway.files;

import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes files from devices and brings files to them. Every method waits for the device, so none is for an event loop; what is under way
 * of a file is at most 80 KB, however large it is and however slow either side.
 */
public final class FileTransfers {
    /** An agent names, owns and moves a file after it acknowledged its last byte. */
    static final Duration SETTLED_MAX = Duration.ofSeconds(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** What an agent itself keeps under way; it acknowledges every tenth chunk. */
    private static final long WINDOW_BYTES = 20L * LinkLimits.CHUNK_MAX;

    /** Half of the window, so that the device never waits for an ack that is on its way. */
    private static final long ACK_BYTES = WINDOW_BYTES / 2;

    private final DeviceSessions sessions;

    public FileTransfers(DeviceSessions sessions) {
        this.sessions = sessions;
    }

    /** Takes a file that is there. */
    @FunctionalInterface
    public interface Sink {
        /** Where its bytes go, in order; closed by the transfer when all of them went. Throws when nobody wants them. */
        OutputStream begin(DeviceFile file) throws IOException;
    }

    /** What is at the path. */
    public DeviceFile look(DeviceRef device, SessionOwner owner, String path) throws TransferFailed {
        try (TransferSession session = TransferSession.open(sessions, device, owner)) {
            return stat(session, path);
        }
    }

    private static DeviceFile stat(TransferSession session, String path) throws TransferFailed {
        session.send(new FileTransferMessage.Stat(path));
        return switch (session.next()) {
            case FileTransferMessage.Info info -> DeviceFile.of(info);
            case FileTransferMessage.Error error ->
                throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
            case FileTransferMessage other -> throw TransferSession.unexpected(other);
        };
    }

    /**
     * Takes a file from a device.
     *
     * @return its bytes
     * @throws IOException of the sink
     */
    public long download(DeviceRef device, SessionOwner owner, String path, Sink sink)
            throws TransferFailed, IOException {
        try (TransferSession session = TransferSession.open(sessions, device, owner)) {
            DeviceFile file = stat(session, path);
            session.send(new FileTransferMessage.Get(path));
            FileTransferMessage first = session.next();
            if (first instanceof FileTransferMessage.Error error) {
                throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
            }
            OutputStream out = sink.begin(file);
            long bytes = copy(session, first, out);
            if (bytes != file.size() && file.size() != 0) {
                throw TransferSession.broken("the file changed its size meanwhile");
            }
            out.close();
            return bytes;
        }
    }

    private static long copy(TransferSession session, FileTransferMessage first, OutputStream out)
            throws TransferFailed, IOException {
        long moved = 0;
        long acknowledged = 0;
        FileTransferMessage message = first;
        while (true) {
            switch (message) {
                case FileTransferMessage.Chunk chunk -> {
                    out.write(chunk.bytes().bytes());
                    moved += chunk.bytes().length();
                    boolean ended = chunk.bytes().isEmpty();
                    if (moved - acknowledged >= ACK_BYTES || ended && acknowledged < moved) {
                        acknowledged = moved;
                        session.send(new FileTransferMessage.Ack(moved));
                    }
                    if (ended) {
                        return moved;
                    }
                }
                case FileTransferMessage.Error error ->
                    throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
                case FileTransferMessage other -> throw TransferSession.unexpected(other);
            }
            message = session.next();
        }
    }

    /**
     * Brings a file to a device, and returns when the device shows it.
     *
     * @return its bytes
     * @throws IOException of the source; the device then keeps nothing of the file
     */
    public long upload(DeviceRef device, SessionOwner owner, UploadTarget target, InputStream source)
            throws TransferFailed, IOException {
        try (TransferSession session = TransferSession.open(sessions, device, owner)) {
            Optional<Instant> before = session.look(target.path()).flatMap(FileTransferMessage.Info::modified);
            session.send(new FileTransferMessage.Put(target.path(), target.uid(), target.gid(), target.mode()));
            long begun = acknowledged(session.next());
            if (begun != 0) {
                throw TransferSession.broken("the device began at " + begun);
            }
            long bytes = put(session, source);
            settle(session, target.path(), bytes, before);
            return bytes;
        }
    }

    private static long acknowledged(FileTransferMessage message) throws TransferFailed {
        return switch (message) {
            case FileTransferMessage.Ack ack -> ack.offset();
            case FileTransferMessage.Error error ->
                throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
            case FileTransferMessage other -> throw TransferSession.unexpected(other);
        };
    }

    private static long put(TransferSession session, InputStream source) throws TransferFailed, IOException {
        long sent = 0;
        long acknowledged = 0;
        while (true) {
            byte[] bytes = read(session, source);
            session.send(new FileTransferMessage.Chunk(sent, Payload.of(bytes)));
            sent += bytes.length;
            if (bytes.length == 0) {
                break;
            }
            while (sent - acknowledged > WINDOW_BYTES) {
                acknowledged = Math.max(acknowledged, acknowledged(session.next()));
            }
        }
        // An ack names the chunk that was written, and the last one is empty.
        while (acknowledged < sent || sent == 0) {
            acknowledged = acknowledged(session.next());
            if (sent == 0) {
                break;
            }
        }
        return sent;
    }

    private static byte[] read(TransferSession session, InputStream source) throws TransferFailed, IOException {
        try {
            return source.readNBytes(LinkLimits.CHUNK_MAX);
        } catch (IOException gone) {
            session.send(new FileTransferMessage.Error("the sender went away", "file_chunk"));
            throw gone;
        }
    }

    /** The device names and moves the file after its last ack, and says nothing when that went well: so it is looked for. */
    private static void settle(TransferSession session, String path, long bytes, Optional<Instant> before)
            throws TransferFailed {
        for (long waited = 0; waited <= SETTLED_MAX.toMillis(); waited += LOOK_AGAIN.toMillis()) {
            session.send(new FileTransferMessage.Stat(path));
            FileTransferMessage answer = session.next();
            if (answer instanceof FileTransferMessage.Error error
                    && !error.aboutType().equals("stat")) {
                throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
            }
            boolean there = answer instanceof FileTransferMessage.Info info
                    && info.size().orElse(bytes) == bytes
                    && (before.isEmpty() || !info.modified().equals(before));
            if (there) {
                return;
            }
            Optional<FileTransferMessage> late = session.next(LOOK_AGAIN);
            if (late.isPresent() && late.get() instanceof FileTransferMessage.Error error) {
                throw new TransferFailed(new TransferFailure.RefusedByDevice(error.text()));
            }
        }
        throw new TransferFailed(new TransferFailure.Unconfirmed());
    }
}
