package io.holdfast.wire.mux;

import io.holdfast.wire.link.Payload;
import java.nio.charset.StandardCharsets;

/** One frame, which is one binary WebSocket message: a type, a stream's number, and what is said of the stream. */
public sealed interface MuxFrame {

    /** Positive; chosen by the side that opens, each higher than the one before. */
    int stream();

    FrameType type();

    /**
     * Asks for a stream.
     *
     * @param credit how many bytes of it may be sent back before any were taken
     */
    record Open(int stream, MuxTarget target, StreamPriority priority, int credit) implements MuxFrame {
        @Override
        public FrameType type() {
            return FrameType.OPEN;
        }
    }

    /** Answers an {@link Open}: the stream stands, and so many bytes may be sent. */
    record Accept(int stream, int credit) implements MuxFrame {
        @Override
        public FrameType type() {
            return FrameType.ACCEPT;
        }
    }

    /** 1 to {@link MuxLimits#DATA_MAX} bytes, for which there was credit. */
    record Data(int stream, Payload bytes) implements MuxFrame {
        @Override
        public FrameType type() {
            return FrameType.DATA;
        }
    }

    /** So many bytes more may be sent. */
    record Credit(int stream, int bytes) implements MuxFrame {
        @Override
        public FrameType type() {
            return FrameType.CREDIT;
        }
    }

    /** The sender has sent everything. When both have, the stream is gone. */
    record Close(int stream) implements MuxFrame {
        @Override
        public FrameType type() {
            return FrameType.CLOSE;
        }
    }

    /** The stream is over, now. Answered with another, if none was sent: then it is gone. */
    record Reset(int stream, ResetCode code, String text) implements MuxFrame {
        public Reset {
            text = cut(text);
        }

        private static String cut(String text) {
            // At most three bytes a char.
            int charsMax = MuxLimits.TEXT_BYTES_MAX / 3;
            return text.getBytes(StandardCharsets.UTF_8).length <= MuxLimits.TEXT_BYTES_MAX
                    ? text
                    : text.substring(0, charsMax);
        }

        @Override
        public FrameType type() {
            return FrameType.RESET;
        }
    }
}
