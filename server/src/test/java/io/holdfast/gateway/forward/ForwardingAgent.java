package io.holdfast.gateway.forward;

import io.holdfast.gateway.link.TestLinks;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The far end of a link: an agent that forwards, a step at a time. */
final class ForwardingAgent {
    final EmbeddedChannel channel;
    final List<PortForwardMessage.New> asked = new ArrayList<>();
    final List<String> stopped = new ArrayList<>();
    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    boolean serves = true;
    boolean acknowledges = true;
    int acks;
    int owedAcks;
    int opened;
    int closed;
    String session = "";

    ForwardingAgent(TestLinks.Opened link) {
        channel = link.channel();
    }

    /** Lets everything happen that is due, answers among it. */
    void run() {
        for (int rounds = 0; rounds < 50; rounds++) {
            channel.runPendingTasks();
            channel.runScheduledPendingTasks();
            boolean quiet = true;
            for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                quiet = false;
                if (out instanceof BinaryWebSocketFrame frame) {
                    take(frame);
                } else {
                    ReferenceCountUtil.release(out);
                }
            }
            if (quiet) {
                return;
            }
        }
    }

    private void take(BinaryWebSocketFrame frame) {
        if (LinkReader.toDevice(ByteBufUtil.getBytes(frame.content()))
                instanceof LinkReading.Message<ToDevice> message) {
            session = message.sessionId();
            take(message.message());
        }
        frame.release();
    }

    private void take(ToDevice message) {
        switch (message) {
            case ControlMessage.Open ignored -> {
                opened++;
                says(new ControlMessage.Accept(1, serves ? List.of(1, 2, 3) : List.of(1)));
            }
            case ControlMessage.Close ignored -> closed++;
            case PortForwardMessage.New start -> asked.add(start);
            case PortForwardMessage.Forward data -> {
                got.writeBytes(data.bytes().bytes());
                if (acknowledges) {
                    says(new PortForwardMessage.Ack(data.connectionId()));
                } else {
                    owedAcks++;
                }
            }
            case PortForwardMessage.Ack ignored -> acks++;
            case PortForwardMessage.Stop stop -> stopped.add(stop.connectionId());
            default -> throw new AssertionError("not for a connection: " + message);
        }
    }

    void says(FromDevice message) {
        channel.writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(LinkWriter.write(session, message))));
    }

    void connects(int which) {
        says(new PortForwardMessage.Connected(asked.get(which).connectionId()));
        run();
    }

    void refuses(int which, String text) {
        says(new PortForwardMessage.Error(
                text, "new", Optional.of(asked.get(which).connectionId())));
        run();
    }

    void sends(int which, byte[] bytes) {
        says(new PortForwardMessage.Forward(asked.get(which).connectionId(), Payload.of(bytes)));
        run();
    }

    void stops(int which) {
        says(new PortForwardMessage.Stop(asked.get(which).connectionId()));
        run();
    }
}
