package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ToDevice;
import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Both sides of a link on one thread, and one session over it: the server's words here, the agent's own session there. */
final class SessionLink implements AutoCloseable, MuxListener {
    private final LinkLoop loop = new LinkLoop();
    private final Services services;
    private final Multiplexer server = Multiplexer.opener(this::pump);
    private final Multiplexer device;
    private final MuxStream stream;
    private final BlockingQueue<FromDevice> said = new LinkedBlockingQueue<>();
    final CompletableFuture<String> over = new CompletableFuture<>();

    SessionLink(Offers offers) {
        services = new Services(offers, new NoWishes());
        device = Multiplexer.acceptor(this::pump, asked -> services.serve(loop, asked));
        stream = on(() -> server.open(new MuxTarget.Messages(), StreamPriority.TERMINAL, this)
                .orElseThrow());
    }

    private record NoWishes() implements Wishes {
        @Override
        public Optional<String> checkUpdate() {
            return Optional.empty();
        }

        @Override
        public Optional<String> sendInventory() {
            return Optional.empty();
        }
    }

    private <T> T on(Supplier<T> part) {
        return CompletableFuture.supplyAsync(part, loop::execute).join();
    }

    private void pump() {
        loop.execute(() -> {
            carry(server, device);
            carry(device, server);
        });
    }

    private static void carry(Multiplexer from, Multiplexer to) {
        for (Optional<byte[]> frame = from.next(); frame.isPresent(); frame = from.next()) {
            to.receive(frame.get()).ifPresent(fault -> {
                throw new AssertionError(fault);
            });
        }
    }

    /** Sends a message; it must find room. */
    void send(ToDevice message) {
        sendBytes(LinkWriter.write("session", message));
    }

    void sendBytes(byte[] message) {
        if (!on(() -> stream.send(Payload.of(message)))) {
            throw new AssertionError("the stream takes nothing");
        }
    }

    /** The server has no more to say. */
    void end() {
        boolean done = on(() -> {
            stream.end();
            return true;
        });
    }

    /** The link breaks. */
    void cut() {
        boolean done = on(() -> {
            device.end("the link ended");
            server.end("the link ended");
            return true;
        });
    }

    /** What the device says next of that kind. */
    <M extends FromDevice> M next(Class<M> kind) throws InterruptedException {
        while (true) {
            FromDevice message = said.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the device said no " + kind.getSimpleName());
            }
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    @Override
    public void data(Payload bytes) {
        if (LinkReader.fromDevice(bytes.bytes()) instanceof LinkReading.Message<FromDevice> message) {
            said.add(message.message());
        }
        stream.taken(bytes.length());
    }

    @Override
    public void ended() {}

    @Override
    public void over(ResetCode code, String text) {
        over.complete(code + " " + text);
    }

    @Override
    public void close() {
        cut();
        services.close();
        loop.stop();
    }
}
