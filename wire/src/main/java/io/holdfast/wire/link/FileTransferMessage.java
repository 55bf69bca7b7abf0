package io.holdfast.wire.link;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Files from and to the device, one at a time in a session. Offsets are signed 64 bit numbers, on the wire exactly so wide. */
public sealed interface FileTransferMessage extends LinkMessage {

    @Override
    default LinkProtocol protocol() {
        return LinkProtocol.FILE_TRANSFER;
    }

    /** Asks what is at the path; answered by {@link Info}. */
    record Stat(String path) implements FileTransferMessage, ToDevice {
        @Override
        public String type() {
            return "stat";
        }
    }

    /** What is at the path. Owner and mode where the device's file system has them; the mode with Go's type bits. */
    record Info(
            String path,
            OptionalLong size,
            OptionalLong uid,
            OptionalLong gid,
            OptionalLong mode,
            Optional<Instant> modified)
            implements FileTransferMessage, FromDevice {
        @Override
        public String type() {
            return "file_info";
        }
    }

    /** Asks for the file's bytes: {@link Chunk}s follow, 20 of them ahead of the last {@link Ack}, an empty one at the end. */
    record Get(String path) implements FileTransferMessage, ToDevice {
        @Override
        public String type() {
            return "get_file";
        }
    }

    /** Begins to write a file; the device answers with an {@link Ack} of 0. Absent are the device's defaults, never a nil. */
    record Put(String path, OptionalLong uid, OptionalLong gid, OptionalLong mode)
            implements FileTransferMessage, ToDevice {
        @Override
        public String type() {
            return "put_file";
        }
    }

    /** Bytes of the file from the offset on; an empty one at the file's end. */
    record Chunk(long offset, Payload bytes) implements FileTransferMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "file_chunk";
        }
    }

    /** To a device: so many bytes arrived. From a device: the offset of the last chunk that it wrote. */
    record Ack(long offset) implements FileTransferMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "ack";
        }
    }

    /** The transfer is over, and why. The text is always there: an agent that is sent none dies of it. */
    record Error(String text, String aboutType) implements FileTransferMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "error";
        }
    }
}
