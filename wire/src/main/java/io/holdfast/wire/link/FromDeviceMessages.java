package io.holdfast.wire.link;

import java.util.Optional;
import java.util.OptionalLong;

/** The messages that devices send. */
final class FromDeviceMessages {
    /** Seconds; a device's shell is given up after 65. */
    private static final long TIMEOUT_MAX = 86_400;

    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;

    private FromDeviceMessages() {}

    static FromDevice read(Envelope envelope) {
        return switch (envelope.protocol()) {
            case CONTROL -> control(envelope);
            case SHELL -> shell(envelope);
            case FILE_TRANSFER -> fileTransfer(envelope);
            case PORT_FORWARD -> portForward(envelope);
            case MENDER_CLIENT -> menderClient(envelope);
        };
    }

    private static FromDevice control(Envelope envelope) {
        return switch (envelope.type()) {
            case "ping" -> new ControlMessage.Ping();
            case "pong" -> new ControlMessage.Pong();
            case "accept" -> {
                Fields fields = envelope.fields();
                yield new ControlMessage.Accept((int) fields.whole("version", 0, 0xFFFF), fields.numbers("protocols"));
            }
            case "close" -> new ControlMessage.Close();
            case "error" -> controlError(envelope);
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    static ControlMessage.Error controlError(Envelope envelope) {
        Fields fields = envelope.fields();
        return new ControlMessage.Error(fields.words("err"), fields.truth("close"), fields.words("msgtype"));
    }

    private static FromDevice shell(Envelope envelope) {
        return switch (envelope.type()) {
            case "new" -> new ShellMessage.Started(status(envelope), envelope.words());
            case "shell" -> new ShellMessage.Data(status(envelope), envelope.payload());
            case "stop" -> new ShellMessage.Ended(status(envelope), envelope.words());
            case "ping" ->
                new ShellMessage.Ping(envelope.properties()
                        .optionalWhole("timeout", 0, TIMEOUT_MAX)
                        .orElse(0));
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    private static ReplyStatus status(Envelope envelope) {
        OptionalLong status = envelope.properties().optionalWhole("status", Long.MIN_VALUE, Long.MAX_VALUE);
        return status.isEmpty() ? ReplyStatus.NORMAL : ReplyStatus.of(status.getAsLong());
    }

    private static FromDevice fileTransfer(Envelope envelope) {
        return switch (envelope.type()) {
            case "file_info" -> info(envelope.fields());
            case "file_chunk" -> new FileTransferMessage.Chunk(offset(envelope), envelope.chunk());
            case "ack" -> new FileTransferMessage.Ack(offset(envelope));
            case "error" -> fileTransferError(envelope);
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    static long offset(Envelope envelope) {
        return envelope.properties().whole("offset", 0, Long.MAX_VALUE);
    }

    static FileTransferMessage.Error fileTransferError(Envelope envelope) {
        Fields fields = envelope.fields();
        return new FileTransferMessage.Error(fields.words("err"), fields.words("msgtype"));
    }

    private static FileTransferMessage.Info info(Fields fields) {
        return new FileTransferMessage.Info(
                fields.path("path"),
                fields.optionalWhole("size", 0, Long.MAX_VALUE),
                fields.optionalWhole("uid", 0, UNSIGNED_32_MAX),
                fields.optionalWhole("gid", 0, UNSIGNED_32_MAX),
                fields.optionalWhole("mode", 0, UNSIGNED_32_MAX),
                fields.optionalTime("modtime"));
    }

    private static FromDevice portForward(Envelope envelope) {
        return switch (envelope.type()) {
            case "new" -> new PortForwardMessage.Connected(connection(envelope));
            case "forward" -> new PortForwardMessage.Forward(connection(envelope), envelope.chunk());
            case "ack" -> new PortForwardMessage.Ack(connection(envelope));
            case "stop" -> new PortForwardMessage.Stop(connection(envelope));
            case "error" -> portForwardError(envelope);
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    static String connection(Envelope envelope) {
        return envelope.properties().id("connection_id");
    }

    private static PortForwardMessage.Error portForwardError(Envelope envelope) {
        Fields fields = envelope.fields();
        Optional<String> connection = envelope.properties().optionalText("connection_id", LinkLimits.ID_CHARS_MAX);
        return new PortForwardMessage.Error(
                fields.words("err"), fields.words("msgtype"), connection.filter(id -> !id.isEmpty()));
    }

    private static FromDevice menderClient(Envelope envelope) {
        return switch (envelope.type()) {
            case MenderClientMessage.CheckUpdate.TYPE, MenderClientMessage.SendInventory.TYPE ->
                new MenderClientMessage.Done(envelope.type(), status(envelope), envelope.words());
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }
}
