package io.holdfast.fleet.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** WebSocket frames as a device reads and writes them (RFC 6455): what it hears is not masked, what it says is, with a mask of zeros. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** What mender-connect reads at most; beyond it the device hangs up with 1009. */
    static final int PAYLOAD_MAX = 8_192;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** mender-connect pings with the seconds it waits for the answer. */
    private static final ByteBuf MENDER_PING = Unpooled.unreleasableBuffer(Unpooled.directBuffer(8)
            .writeByte(FIN | PING)
            .writeByte(MASKED | 2)
            .writeInt(0)
            .writeBytes("60".getBytes(StandardCharsets.US_ASCII))
            .asReadOnly());

    /** What a frame's first bytes say. */
    record Head(int opcode, boolean last, boolean masked, long payload, int bytes) {}

    private Frames() {}

    /** A ping as mender-connect sends it; costs no buffer. */
    static ByteBuf ping() {
        return MENDER_PING.duplicate();
    }

    /** A whole masked message. */
    static ByteBuf write(int opcode, ByteBuf payload, ByteBufAllocator buffers) {
        int length = payload.readableBytes();
        ByteBuf out = buffers.directBuffer(8 + length).writeByte(FIN | opcode);
        if (length < LENGTH_16) {
            out.writeByte(MASKED | length);
        } else {
            out.writeByte(MASKED | LENGTH_16).writeShort(length);
        }
        return out.writeInt(0).writeBytes(payload, payload.readerIndex(), length);
    }

    /** A close with its code and without a reason. */
    static ByteBuf close(int code, ByteBufAllocator buffers) {
        ByteBuf payload = buffers.buffer(2).writeShort(code);
        try {
            return write(CLOSE, payload, buffers);
        } finally {
            payload.release();
        }
    }

    /** Whether the head of a frame is whole, from the reader's place on. */
    static boolean headIsWhole(ByteBuf in) {
        return in.readableBytes() >= 2 && in.readableBytes() >= headBytes(in);
    }

    private static int headBytes(ByteBuf in) {
        int second = in.getByte(in.readerIndex() + 1);
        int more = switch (second & 0x7F) {
            case LENGTH_16 -> 2;
            case LENGTH_64 -> 8;
            default -> 0;
        };
        return 2 + more + ((second & MASKED) == 0 ? 0 : 4);
    }

    /** The head at the reader's place, which stays. */
    static Head head(ByteBuf in) {
        int at = in.readerIndex();
        int first = in.getByte(at);
        int second = in.getByte(at + 1);
        long payload = switch (second & 0x7F) {
            case LENGTH_16 -> in.getUnsignedShort(at + 2);
            case LENGTH_64 -> in.getLong(at + 2);
            default -> second & 0x7F;
        };
        return new Head(first & 0x0F, (first & FIN) != 0, (second & MASKED) != 0, payload, headBytes(in));
    }
}
