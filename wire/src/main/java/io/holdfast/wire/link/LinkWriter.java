package io.holdfast.wire.link;

import java.nio.charset.StandardCharsets;

/** Writes messages as Go's agents and tools read them. */
public final class LinkWriter {
    /** With the longest id and the rest of a message it stays far below what a device takes. */
    private static final int ERROR_BYTES_MAX = 1024;

    private LinkWriter() {}

    /**
     * One message in the session's name. A message to a device whose parts are within {@link LinkLimits} is never longer than
     * {@link LinkLimits#TO_DEVICE_MAX}.
     */
    public static byte[] write(String sessionId, LinkMessage message) {
        Packing properties = new Packing();
        byte[] body = switch (message) {
            case ControlMessage control -> control(control);
            case ShellMessage shell -> shell(shell, properties);
            case FileTransferMessage file -> fileTransfer(file, properties);
            case PortForwardMessage forward -> portForward(forward, properties);
            case MenderClientMessage client -> menderClient(client, properties);
        };
        Packing header = new Packing()
                .unsigned16("proto", message.protocol().number())
                .text("typ", message.type())
                .optionalText("sid", sessionId)
                .map("props", properties);
        return new Packing().map("hdr", header).bytes("body", body).toBytes();
    }

    private static final byte[] NOTHING = new byte[0];

    private static byte[] control(ControlMessage message) {
        return switch (message) {
            case ControlMessage.Ping ignored -> NOTHING;
            case ControlMessage.Pong ignored -> NOTHING;
            case ControlMessage.Close ignored -> NOTHING;
            case ControlMessage.Open open ->
                new Packing().numbers("versions", open.versions()).toBytes();
            case ControlMessage.Accept accept ->
                new Packing()
                        .number("version", accept.version())
                        .unsigned16s("protocols", accept.protocols())
                        .toBytes();
            case ControlMessage.Error error ->
                new Packing()
                        .text("err", cut(error.text()))
                        .truth("close", error.closes())
                        .optionalText("msgtype", cut(error.aboutType()))
                        .toBytes();
        };
    }

    private static byte[] shell(ShellMessage message, Packing properties) {
        return switch (message) {
            case ShellMessage.New start -> {
                start.size().ifPresent(size -> size(size, properties));
                properties.optionalText("user_id", start.userId());
                yield NOTHING;
            }
            case ShellMessage.Started started -> {
                // mender-cli sees that the shell did not start only in a number of this width.
                properties.signed64("status", started.status().number());
                yield started.text().getBytes(StandardCharsets.UTF_8);
            }
            case ShellMessage.Data data -> {
                properties.number("status", data.status().number());
                yield data.bytes().bytes();
            }
            case ShellMessage.Resize resize -> {
                size(resize.size(), properties);
                yield NOTHING;
            }
            case ShellMessage.Stop ignored -> NOTHING;
            case ShellMessage.Ended ended -> reply(ended.status(), ended.text(), properties);
            case ShellMessage.Ping ping -> {
                properties.number("timeout", ping.timeoutSeconds()).number("status", ReplyStatus.CONTROL.number());
                yield NOTHING;
            }
            case ShellMessage.Pong ignored -> {
                properties.number("status", ReplyStatus.CONTROL.number());
                yield NOTHING;
            }
        };
    }

    private static void size(TerminalSize size, Packing properties) {
        properties.unsigned16("terminal_height", size.height()).unsigned16("terminal_width", size.width());
    }

    private static byte[] reply(ReplyStatus status, String text, Packing properties) {
        properties.number("status", status.number());
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fileTransfer(FileTransferMessage message, Packing properties) {
        return switch (message) {
            case FileTransferMessage.Stat stat ->
                new Packing().text("path", stat.path()).toBytes();
            case FileTransferMessage.Get get ->
                new Packing().text("path", get.path()).toBytes();
            case FileTransferMessage.Put put ->
                new Packing()
                        .text("path", put.path())
                        .unsigned32("uid", put.uid())
                        .unsigned32("gid", put.gid())
                        .unsigned32("mode", put.mode())
                        .toBytes();
            case FileTransferMessage.Info info -> info(info);
            case FileTransferMessage.Chunk chunk -> {
                properties.signed64("offset", chunk.offset());
                yield chunk.bytes().bytes();
            }
            case FileTransferMessage.Ack ack -> {
                properties.signed64("offset", ack.offset());
                yield NOTHING;
            }
            case FileTransferMessage.Error error -> error(error.text(), error.aboutType());
        };
    }

    private static byte[] info(FileTransferMessage.Info info) {
        Packing fields = new Packing().text("path", info.path());
        info.size().ifPresent(size -> fields.signed64("size", size));
        return fields.unsigned32("uid", info.uid())
                .unsigned32("gid", info.gid())
                .unsigned32("mode", info.mode())
                .time("modtime", info.modified())
                .toBytes();
    }

    private static byte[] portForward(PortForwardMessage message, Packing properties) {
        return switch (message) {
            case PortForwardMessage.New start -> {
                properties.text("connection_id", start.connectionId());
                yield new Packing()
                        .text("remote_host", start.host())
                        .unsigned16("remote_port", start.port())
                        .text("protocol", start.transport().wireName())
                        .toBytes();
            }
            case PortForwardMessage.Connected connected -> {
                properties.text("connection_id", connected.connectionId());
                yield NOTHING;
            }
            case PortForwardMessage.Forward forward -> {
                properties.text("connection_id", forward.connectionId());
                yield forward.bytes().bytes();
            }
            case PortForwardMessage.Ack ack -> {
                properties.text("connection_id", ack.connectionId());
                yield NOTHING;
            }
            case PortForwardMessage.Stop stop -> {
                properties.text("connection_id", stop.connectionId());
                yield NOTHING;
            }
            case PortForwardMessage.Error error -> {
                error.connectionId().ifPresent(id -> properties.text("connection_id", id));
                yield error(error.text(), error.aboutType());
            }
        };
    }

    private static byte[] menderClient(MenderClientMessage message, Packing properties) {
        return switch (message) {
            case MenderClientMessage.CheckUpdate ignored -> NOTHING;
            case MenderClientMessage.SendInventory ignored -> NOTHING;
            case MenderClientMessage.Done done -> reply(done.status(), done.text(), properties);
        };
    }

    private static byte[] error(String text, String aboutType) {
        return new Packing()
                .text("err", cut(text))
                .optionalText("msgtype", cut(aboutType))
                .toBytes();
    }

    private static String cut(String text) {
        // At most three bytes a char.
        return text.length() * 3 <= ERROR_BYTES_MAX ? text : text.substring(0, ERROR_BYTES_MAX / 3);
    }
}
