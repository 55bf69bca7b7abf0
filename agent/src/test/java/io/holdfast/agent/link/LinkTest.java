package io.holdfast.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinkTest {
    private static final byte DATA = 3;
    private static final byte RESET = 6;

    /** Sends as much as there is room for, and gives the stream up when it hears of room. */
    private record Fickle(MuxStream stream) implements MuxListener {
        static Fickle fill(MuxStream stream) {
            stream.accept();
            while (stream.hasRoom()) {
                boolean taken = stream.send(Payload.of(new byte[MuxLimits.DATA_MAX]));
            }
            return new Fickle(stream);
        }

        @Override
        public void room() {
            stream.reset(ResetCode.CANCELLED, "enough");
        }

        @Override
        public void data(Payload bytes) {}

        @Override
        public void ended() {}

        @Override
        public void over(ResetCode code, String text) {}
    }

    @Test
    void one_frame_is_on_its_way_at_a_time_also_when_taking_it_makes_another_ready() throws Exception {
        Link link = new Link((loop, stream) -> Fickle.fill(stream));
        OneAtATime socket = new OneAtATime();
        Multiplexer server = Multiplexer.opener(() -> {});
        assertThat(server.open(new MuxTarget.Messages(), StreamPriority.BULK, new Deaf()))
                .isPresent();
        link.onOpen(socket);
        var answered = link.onBinary(socket, ByteBuffer.wrap(server.next().orElseThrow()), true);

        List<Byte> types = new ArrayList<>();
        while (types.isEmpty() || types.getLast() != RESET) {
            types.add(socket.sendsOne());
        }

        assertThat(types).containsExactly((byte) 2, DATA, DATA, RESET);
        assertThat(socket.overlaps).isZero();
        link.stop();
    }

    private record Deaf() implements MuxListener {
        @Override
        public void data(Payload bytes) {}

        @Override
        public void ended() {}

        @Override
        public void over(ResetCode code, String text) {}
    }

    /** A WebSocket that is slow: each frame is sent when the test says so. */
    private static final class OneAtATime implements WebSocket {
        private final BlockingQueue<Sending> pending = new LinkedBlockingQueue<>();
        private int overlaps;

        private record Sending(byte type, CompletableFuture<WebSocket> done) {}

        byte sendsOne() throws InterruptedException {
            Sending next = Optional.ofNullable(pending.poll(30, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("no frame comes"));
            overlaps += pending.size();
            next.done().complete(this);
            return next.type();
        }

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            CompletableFuture<WebSocket> done = new CompletableFuture<>();
            pending.add(new Sending(data.get(0), done));
            return done;
        }

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public void request(long n) {}

        @Override
        public String getSubprotocol() {
            return Connector.SUBPROTOCOL;
        }

        @Override
        public boolean isOutputClosed() {
            return false;
        }

        @Override
        public boolean isInputClosed() {
            return false;
        }

        @Override
        public void abort() {}
    }
}
