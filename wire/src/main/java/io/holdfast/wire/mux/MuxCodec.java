package io.holdfast.wire.mux;

import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Frames as bytes: type (1 byte), stream (4), and what the type says; numbers are unsigned, the highest byte first. */
public final class MuxCodec {
    private static final int TARGET_TCP = 1;
    private static final int TARGET_MESSAGES = 2;
    private static final int OPEN_BYTES = 6;
    private static final int CREDIT_BYTES = 4;
    private static final int PORT_BYTES = 2;

    private MuxCodec() {}

    /** Reads exactly one frame. Whatever the bytes are, it answers. */
    public static MuxReading read(byte[] bytes) {
        if (bytes.length > MuxLimits.FRAME_MAX) {
            return refused(MuxFault.TOO_LONG);
        }
        if (bytes.length < MuxLimits.HEADER_BYTES) {
            return refused(MuxFault.MALFORMED);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int type = in.get();
        int stream = in.getInt();
        if (!FrameType.known(type)) {
            return refused(MuxFault.UNKNOWN_TYPE);
        }
        Optional<MuxFrame> frame = stream < 1 ? Optional.empty() : content(FrameType.at(type), stream, in);
        return frame.<MuxReading>map(MuxReading.Frame::new).orElseGet(() -> refused(MuxFault.MALFORMED));
    }

    private static MuxReading refused(MuxFault fault) {
        return new MuxReading.Refused(fault);
    }

    private static Optional<MuxFrame> content(FrameType type, int stream, ByteBuffer in) {
        return switch (type) {
            case OPEN -> open(stream, in);
            case ACCEPT -> credit(in, MuxLimits.WINDOW_MIN).map(credit -> new MuxFrame.Accept(stream, credit));
            case DATA ->
                in.hasRemaining() ? Optional.of(new MuxFrame.Data(stream, Payload.of(rest(in)))) : Optional.empty();
            case CREDIT -> credit(in, 1).map(credit -> new MuxFrame.Credit(stream, credit));
            case CLOSE -> in.hasRemaining() ? Optional.empty() : Optional.of(new MuxFrame.Close(stream));
            case RESET -> reset(stream, in);
        };
    }

    private static Optional<MuxFrame> open(int stream, ByteBuffer in) {
        if (in.remaining() < OPEN_BYTES) {
            return Optional.empty();
        }
        int kind = Byte.toUnsignedInt(in.get());
        int priority = in.get();
        int credit = in.getInt();
        if (priority < 0 || priority >= StreamPriority.count() || !isWindow(credit)) {
            return Optional.empty();
        }
        return target(kind, in).map(target -> new MuxFrame.Open(stream, target, StreamPriority.at(priority), credit));
    }

    private static boolean isWindow(int credit) {
        return credit >= MuxLimits.WINDOW_MIN && credit <= MuxLimits.WINDOW_MAX;
    }

    private static Optional<MuxTarget> target(int kind, ByteBuffer in) {
        return switch (kind) {
            case TARGET_TCP -> tcp(in);
            case TARGET_MESSAGES -> in.hasRemaining() ? Optional.empty() : Optional.of(new MuxTarget.Messages());
            default -> Optional.of(new MuxTarget.Unknown(kind));
        };
    }

    private static Optional<MuxTarget> tcp(ByteBuffer in) {
        if (in.remaining() <= PORT_BYTES || in.remaining() - PORT_BYTES > LinkLimits.HOST_CHARS_MAX) {
            return Optional.empty();
        }
        int port = Short.toUnsignedInt(in.getShort());
        Optional<String> host = text(rest(in));
        return port == 0 ? Optional.empty() : host.map(name -> new MuxTarget.Tcp(name, port));
    }

    private static Optional<Integer> credit(ByteBuffer in, int least) {
        if (in.remaining() != CREDIT_BYTES) {
            return Optional.empty();
        }
        int credit = in.getInt();
        return credit >= least && credit <= MuxLimits.WINDOW_MAX ? Optional.of(credit) : Optional.empty();
    }

    private static Optional<MuxFrame> reset(int stream, ByteBuffer in) {
        if (in.remaining() < 1 || in.remaining() > 1 + MuxLimits.TEXT_BYTES_MAX) {
            return Optional.empty();
        }
        int code = Byte.toUnsignedInt(in.get());
        return text(rest(in)).map(text -> new MuxFrame.Reset(stream, ResetCode.at(code), text));
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }

    private static Optional<String> text(byte[] utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    /** The frame as it travels. */
    public static byte[] write(MuxFrame frame) {
        return switch (frame) {
            case MuxFrame.Open open -> open(open);
            case MuxFrame.Accept accept ->
                header(accept, CREDIT_BYTES).putInt(accept.credit()).array();
            case MuxFrame.Data data ->
                header(data, data.bytes().length()).put(data.bytes().bytes()).array();
            case MuxFrame.Credit credit ->
                header(credit, CREDIT_BYTES).putInt(credit.bytes()).array();
            case MuxFrame.Close close -> header(close, 0).array();
            case MuxFrame.Reset reset -> {
                byte[] text = reset.text().getBytes(StandardCharsets.UTF_8);
                yield header(reset, 1 + text.length)
                        .put((byte) reset.code().ordinal())
                        .put(text)
                        .array();
            }
        };
    }

    private static ByteBuffer header(MuxFrame frame, int content) {
        return ByteBuffer.allocate(MuxLimits.HEADER_BYTES + content)
                .put((byte) frame.type().number())
                .putInt(frame.stream());
    }

    private static byte[] open(MuxFrame.Open open) {
        return switch (open.target()) {
            case MuxTarget.Messages ignored -> opening(open, TARGET_MESSAGES, 0).array();
            case MuxTarget.Unknown unknown -> opening(open, unknown.kind(), 0).array();
            case MuxTarget.Tcp tcp -> {
                byte[] host = tcp.host().getBytes(StandardCharsets.UTF_8);
                yield opening(open, TARGET_TCP, PORT_BYTES + host.length)
                        .putShort((short) tcp.port())
                        .put(host)
                        .array();
            }
        };
    }

    private static ByteBuffer opening(MuxFrame.Open open, int kind, int target) {
        return header(open, OPEN_BYTES + target)
                .put((byte) kind)
                .put((byte) open.priority().ordinal())
                .putInt(open.credit());
    }
}
