package io.holdfast.wire.link;

import java.util.Optional;
import java.util.OptionalLong;

/** The messages that people's browsers and tools send, meant for a device. */
final class ToDeviceMessages {
    private static final long UNSIGNED_32_MAX = 0xFFFF_FFFFL;

    private ToDeviceMessages() {}

    static ToDevice read(Envelope envelope) {
        return switch (envelope.protocol()) {
            case CONTROL -> control(envelope);
            case SHELL -> shell(envelope);
            case FILE_TRANSFER -> fileTransfer(envelope);
            case PORT_FORWARD -> portForward(envelope);
            case MENDER_CLIENT -> menderClient(envelope);
        };
    }

    private static ToDevice control(Envelope envelope) {
        return switch (envelope.type()) {
            case "ping" -> new ControlMessage.Ping();
            case "pong" -> new ControlMessage.Pong();
            case "open" -> new ControlMessage.Open(envelope.fields().numbers("versions"));
            case "close" -> new ControlMessage.Close();
            case "error" -> FromDeviceMessages.controlError(envelope);
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    private static ToDevice shell(Envelope envelope) {
        return switch (envelope.type()) {
            case "new" ->
                new ShellMessage.New(
                        size(envelope.properties()),
                        envelope.properties()
                                .optionalText("user_id", LinkLimits.ID_CHARS_MAX)
                                .orElse(""));
            case "shell" -> ShellMessage.Data.of(envelope.payload());
            case "resize" ->
                new ShellMessage.Resize(size(envelope.properties()).orElseThrow(() -> new Unreadable(LinkFault.FIELD)));
            case "stop" -> new ShellMessage.Stop();
            case "pong" -> new ShellMessage.Pong();
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    private static Optional<TerminalSize> size(Fields properties) {
        OptionalLong height = properties.optionalWhole("terminal_height", Long.MIN_VALUE, Long.MAX_VALUE);
        OptionalLong width = properties.optionalWhole("terminal_width", Long.MIN_VALUE, Long.MAX_VALUE);
        return height.isPresent() && width.isPresent() && height.getAsLong() > 0 && width.getAsLong() > 0
                ? Optional.of(TerminalSize.clamped(height.getAsLong(), width.getAsLong()))
                : Optional.empty();
    }

    private static ToDevice fileTransfer(Envelope envelope) {
        return switch (envelope.type()) {
            case "stat" -> new FileTransferMessage.Stat(envelope.fields().path("path"));
            case "get_file" -> new FileTransferMessage.Get(envelope.fields().path("path"));
            case "put_file" -> put(envelope.fields());
            case "file_chunk" -> new FileTransferMessage.Chunk(FromDeviceMessages.offset(envelope), envelope.chunk());
            case "ack" -> new FileTransferMessage.Ack(FromDeviceMessages.offset(envelope));
            case "error" -> FromDeviceMessages.fileTransferError(envelope);
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    private static FileTransferMessage.Put put(Fields fields) {
        return new FileTransferMessage.Put(
                fields.path("path"),
                fields.optionalWhole("uid", 0, UNSIGNED_32_MAX),
                fields.optionalWhole("gid", 0, UNSIGNED_32_MAX),
                fields.optionalWhole("mode", 0, UNSIGNED_32_MAX));
    }

    private static ToDevice portForward(Envelope envelope) {
        return switch (envelope.type()) {
            case "new" -> connect(envelope);
            case "forward" ->
                new PortForwardMessage.Forward(FromDeviceMessages.connection(envelope), envelope.payload());
            case "ack" -> new PortForwardMessage.Ack(FromDeviceMessages.connection(envelope));
            case "stop" -> new PortForwardMessage.Stop(FromDeviceMessages.connection(envelope));
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }

    private static PortForwardMessage.New connect(Envelope envelope) {
        Fields fields = envelope.fields();
        String host = fields.optionalText("remote_host", LinkLimits.HOST_CHARS_MAX)
                .filter(name -> !name.isEmpty())
                .orElseThrow(() -> new Unreadable(LinkFault.FIELD));
        PortForwardMessage.Transport transport = fields.optionalText("protocol", LinkLimits.TYPE_CHARS_MAX)
                .flatMap(PortForwardMessage.Transport::of)
                .orElseThrow(() -> new Unreadable(LinkFault.FIELD));
        return new PortForwardMessage.New(
                FromDeviceMessages.connection(envelope), host, (int) fields.whole("remote_port", 1, 0xFFFF), transport);
    }

    private static ToDevice menderClient(Envelope envelope) {
        return switch (envelope.type()) {
            case MenderClientMessage.CheckUpdate.TYPE -> new MenderClientMessage.CheckUpdate();
            case MenderClientMessage.SendInventory.TYPE -> new MenderClientMessage.SendInventory();
            default -> throw new Unreadable(LinkFault.UNKNOWN_TYPE);
        };
    }
}
