package io.holdfast.gateway.session;

import io.holdfast.gateway.link.TestLinks;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ToDevice;
import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.ResetCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The far end of a link that speaks in streams: accepts all of them, and writes down what comes. */
public final class MuxDevice {
    public final TestLinks.Opened link;
    public final List<Far> streams = new ArrayList<>();
    /** The types of the frames that came. */
    final List<Integer> frames = new ArrayList<>();

    private final Multiplexer side = Multiplexer.acceptor(() -> {}, this::asked);

    public MuxDevice(TestLinks.Opened link) {
        this.link = link;
    }

    /** One stream here. */
    public static final class Far implements MuxListener {
        public final MuxStream stream;
        public final List<Payload> came = new ArrayList<>();
        public String end = "";
        /** Whether it gives back credit for what comes. */
        public boolean takes = true;

        Far(MuxStream stream) {
            this.stream = stream;
        }

        @Override
        public void data(Payload bytes) {
            came.add(bytes);
            if (takes) {
                stream.taken(bytes.length());
            }
        }

        @Override
        public void ended() {
            end = "ended";
        }

        @Override
        public void over(ResetCode code, String text) {
            end = "reset " + code;
        }

        public int bytes() {
            return came.stream().mapToInt(Payload::length).sum();
        }

        List<ToDevice> messages() {
            List<ToDevice> read = new ArrayList<>();
            for (Payload bytes : came) {
                read.add(message(bytes).message());
            }
            return read;
        }

        String sessionId() {
            return message(came.getFirst()).sessionId();
        }

        private static LinkReading.Message<ToDevice> message(Payload bytes) {
            if (LinkReader.toDevice(bytes.bytes()) instanceof LinkReading.Message<ToDevice> message) {
                return message;
            }
            throw new AssertionError("no message");
        }

        void say(FromDevice message) {
            if (!stream.send(Payload.of(LinkWriter.write(sessionId(), message)))) {
                throw new AssertionError("no room");
            }
        }
    }

    private MuxListener asked(MuxStream stream) {
        Far far = new Far(stream);
        streams.add(far);
        return far;
    }

    public Far last() {
        return streams.getLast();
    }

    /** Accepts the newest stream. */
    public Far accept() {
        move();
        last().stream.accept();
        move();
        return last();
    }

    /** Everything that may go, goes. */
    public void move() {
        boolean moved = true;
        while (moved) {
            link.channel().runPendingTasks();
            moved = take() | give();
        }
    }

    private boolean take() {
        Object out = link.channel().readOutbound();
        if (out instanceof BinaryWebSocketFrame frame) {
            byte[] bytes = ByteBufUtil.getBytes(frame.content());
            frames.add((int) bytes[0]);
            side.receive(bytes).ifPresent(fault -> {
                throw new AssertionError("the server broke the protocol: " + fault);
            });
        }
        return out != null;
    }

    private boolean give() {
        Optional<byte[]> frame = side.next();
        frame.ifPresent(this::write);
        return frame.isPresent();
    }

    /** Sends these bytes as a frame. */
    void write(byte[] frame) {
        link.channel().writeInbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)));
    }
}
