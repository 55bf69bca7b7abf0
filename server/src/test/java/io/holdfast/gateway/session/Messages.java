package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One of every message that there is, in both directions; a connection is "c" to its owner and "1" to the device. */
final class Messages {
    static final Payload BYTES = Payload.of(new byte[10]);

    private Messages() {}

    static final List<ToDevice> TO_DEVICE = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            ControlMessage.Open.VERSION_1,
            new ControlMessage.Close(),
            new ControlMessage.Error("no", true, ""),
            new ShellMessage.New(Optional.empty(), "root"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Resize(new TerminalSize(24, 80)),
            new ShellMessage.Stop(),
            new ShellMessage.Pong(),
            new FileTransferMessage.Stat("/x"),
            new FileTransferMessage.Get("/x"),
            new FileTransferMessage.Put("/x", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
            new FileTransferMessage.Chunk(0, BYTES),
            new FileTransferMessage.Ack(0),
            new FileTransferMessage.Error("no", ""),
            new PortForwardMessage.New("c", "localhost", 22, PortForwardMessage.Transport.TCP),
            new PortForwardMessage.Forward("c", BYTES),
            new PortForwardMessage.Ack("c"),
            new PortForwardMessage.Stop("c"),
            new MenderClientMessage.CheckUpdate(),
            new MenderClientMessage.SendInventory());

    static final List<FromDevice> FROM_DEVICE = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            new ControlMessage.Accept(1, List.of(1, 2, 3, 4)),
            new ControlMessage.Close(),
            new ControlMessage.Error("no", true, ""),
            new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Ended(ReplyStatus.NORMAL, ""),
            new ShellMessage.Ping(65),
            new FileTransferMessage.Info(
                    "/x",
                    OptionalLong.of(10),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.empty()),
            new FileTransferMessage.Chunk(0, BYTES),
            new FileTransferMessage.Ack(0),
            new FileTransferMessage.Error("no", ""),
            new PortForwardMessage.Connected("1"),
            new PortForwardMessage.Forward("1", BYTES),
            new PortForwardMessage.Ack("1"),
            new PortForwardMessage.Stop("1"),
            new PortForwardMessage.Error("no", "new", Optional.of("1")),
            new MenderClientMessage.Done("check-update", ReplyStatus.NORMAL, ""));

    /** As in {@code Shell.New}. */
    static String name(LinkMessage message) {
        Class<?> outer = message.getClass().getEnclosingClass();
        return (outer == null ? "" : outer.getSimpleName().replace("Message", "")) + "."
                + message.getClass().getSimpleName();
    }
}
