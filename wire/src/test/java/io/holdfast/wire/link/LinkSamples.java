package io.holdfast.wire.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Every message once, and bytes as Go's agents write them. */
final class LinkSamples {
    static final String SESSION = "b4b4b4b4-0000-4000-8000-000000000001";
    static final String CONNECTION = "c";

    private LinkSamples() {}

    static final List<ToDevice> TO_DEVICE = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            ControlMessage.Open.VERSION_1,
            new ControlMessage.Close(),
            new ControlMessage.Error("no", true, "open"),
            new ShellMessage.New(Optional.of(new TerminalSize(40, 120)), "somebody"),
            new ShellMessage.New(Optional.empty(), "somebody"),
            ShellMessage.Data.of(payload("ls\n")),
            new ShellMessage.Resize(new TerminalSize(1, LinkLimits.TERMINAL_SIDE_MAX)),
            new ShellMessage.Stop(),
            new ShellMessage.Pong(),
            new FileTransferMessage.Stat("/etc/hosts"),
            new FileTransferMessage.Get("/etc/höst"),
            new FileTransferMessage.Put("/tmp/a", OptionalLong.of(0), OptionalLong.of(1000), OptionalLong.of(0644)),
            new FileTransferMessage.Put("/tmp/a", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
            new FileTransferMessage.Chunk(1L << 40, payload("x".repeat(LinkLimits.CHUNK_MAX))),
            new FileTransferMessage.Chunk(0, Payload.EMPTY),
            new FileTransferMessage.Ack(Long.MAX_VALUE),
            new FileTransferMessage.Error("gone", "file_chunk"),
            new PortForwardMessage.New(CONNECTION, "localhost", 65535, PortForwardMessage.Transport.TCP),
            new PortForwardMessage.New(CONNECTION, "127.0.0.1", 1, PortForwardMessage.Transport.UDP),
            new PortForwardMessage.Forward(CONNECTION, payload("GET /")),
            new PortForwardMessage.Ack(CONNECTION),
            new PortForwardMessage.Stop(CONNECTION),
            new MenderClientMessage.CheckUpdate(),
            new MenderClientMessage.SendInventory());

    static final List<FromDevice> FROM_DEVICE = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            new ControlMessage.Accept(1, List.of(4, 1, 2, 3)),
            new ControlMessage.Close(),
            new ControlMessage.Error("session timeout", true, ""),
            new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"),
            new ShellMessage.Started(ReplyStatus.ERROR, "user has too many open sessions"),
            ShellMessage.Data.of(payload("$ ")),
            new ShellMessage.Data(ReplyStatus.ERROR, payload("session not found")),
            new ShellMessage.Ended(ReplyStatus.NORMAL, ""),
            new ShellMessage.Ping(65),
            new FileTransferMessage.Info(
                    "/etc/hosts",
                    OptionalLong.of(1L << 33),
                    OptionalLong.of(0xFFFF_FFFFL),
                    OptionalLong.of(0),
                    OptionalLong.of(0644),
                    Optional.of(Instant.parse("2026-11-21T10:00:00.123456789Z"))),
            new FileTransferMessage.Info(
                    "/x",
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty()),
            new FileTransferMessage.Chunk(4096, payload("y".repeat(LinkLimits.CHUNK_MAX))),
            new FileTransferMessage.Ack(0),
            new FileTransferMessage.Error("no file transfer in progress", "ack"),
            new PortForwardMessage.Connected(CONNECTION),
            new PortForwardMessage.Forward(CONNECTION, payload("z".repeat(LinkLimits.CHUNK_MAX))),
            new PortForwardMessage.Ack(CONNECTION),
            new PortForwardMessage.Stop(CONNECTION),
            new PortForwardMessage.Error("connection refused", "new", Optional.empty()),
            new PortForwardMessage.Error("unknown connection", "forward", Optional.of(CONNECTION)),
            new MenderClientMessage.Done("check-update", ReplyStatus.NORMAL, ""),
            new MenderClientMessage.Done("send-inventory", ReplyStatus.ERROR, "exit status 1"));

    static Payload payload(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes from a mixture of hexadecimal and 'quoted' text, which is easier to hold against a specification than either. */
    static byte[] bytes(String mixture) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = mixture.split("'", -1);
        for (int i = 0; i < parts.length; i++) {
            out.writeBytes(
                    i % 2 == 0
                            ? HexFormat.of().parseHex(parts[i].replaceAll("\\s", ""))
                            : parts[i].getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
