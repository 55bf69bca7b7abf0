package io.holdfast.fleet.link;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A simulated mender-connect whose shells and forwarded connections say back what they are told. It keeps count of what a real agent does not
 * survive: one acknowledgement more than it has sent pieces.
 */
public final class EchoAgent implements LinkTalk {
    private static final List<Integer> PROTOCOLS = List.of(1, 2, 3, 4);

    /** Pieces sent and not acknowledged, by link, session and connection; an entry goes with its connection. */
    private final Map<String, AtomicLong> unacknowledged = new ConcurrentHashMap<>();

    private final LongAdder deaths = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder echoed = new LongAdder();

    @Override
    public void heard(int link, ByteBuf message, Peer peer) {
        switch (LinkReader.toDevice(ByteBufUtil.getBytes(message))) {
            case LinkReading.Message<ToDevice> read -> {
                String session = read.sessionId();
                answer(link + " " + session, read.message(), said -> say(peer, session, said));
            }
            case LinkReading.Refused<ToDevice> refused -> unreadable.increment();
        }
    }

    @FunctionalInterface
    private interface Answers {
        void say(LinkMessage message);
    }

    private static void say(Peer peer, String session, LinkMessage message) {
        peer.say(Unpooled.wrappedBuffer(LinkWriter.write(session, message)));
    }

    private void answer(String place, ToDevice message, Answers answers) {
        switch (message) {
            case ControlMessage.Open open -> answers.say(new ControlMessage.Accept(1, PROTOCOLS));
            case ControlMessage.Ping ping -> answers.say(new ControlMessage.Pong());
            case ControlMessage.Pong pong -> {}
            case ControlMessage.Close close -> forget(place);
            case ControlMessage.Error error -> forget(place);
            case ShellMessage.New start -> answers.say(new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
            case ShellMessage.Data data -> {
                echoed.increment();
                answers.say(ShellMessage.Data.of(data.bytes()));
            }
            case ShellMessage.Resize resize -> {}
            case ShellMessage.Stop stop -> answers.say(new ShellMessage.Ended(ReplyStatus.NORMAL, ""));
            case ShellMessage.Pong pong -> {}
            case PortForwardMessage.New start -> {
                unacknowledged.put(place + " " + start.connectionId(), new AtomicLong());
                answers.say(new PortForwardMessage.Connected(start.connectionId()));
            }
            case PortForwardMessage.Forward piece -> {
                answers.say(new PortForwardMessage.Ack(piece.connectionId()));
                sent(place + " " + piece.connectionId());
                echoed.increment();
                answers.say(new PortForwardMessage.Forward(piece.connectionId(), piece.bytes()));
            }
            case PortForwardMessage.Ack ack -> acknowledged(place + " " + ack.connectionId());
            case PortForwardMessage.Stop stop -> unacknowledged.remove(place + " " + stop.connectionId());
            case FileTransferMessage file ->
                answers.say(new FileTransferMessage.Error("this device has no files", file.type()));
            case MenderClientMessage command ->
                answers.say(new MenderClientMessage.Done(command.type(), ReplyStatus.NORMAL, ""));
        }
    }

    private void forget(String place) {
        unacknowledged.keySet().removeIf(key -> key.startsWith(place + " "));
    }

    private void sent(String connection) {
        unacknowledged.computeIfAbsent(connection, none -> new AtomicLong()).incrementAndGet();
    }

    private void acknowledged(String connection) {
        AtomicLong open = unacknowledged.get(connection);
        if (open == null || open.decrementAndGet() < 0) {
            deaths.increment();
        }
    }

    /** Acknowledgements of which each would have ended a real agent. */
    public long deaths() {
        return deaths.sum();
    }

    /** Messages that were none. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** Pieces that were said back. */
    public long echoed() {
        return echoed.sum();
    }
}
