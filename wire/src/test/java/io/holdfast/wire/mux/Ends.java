package io.holdfast.wire.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Both ends of a link, and a wire between them that moves when a test says so. */
final class Ends {
    final List<MuxStream> asked = new ArrayList<>();
    final List<Ear> deviceEars = new ArrayList<>();
    final Ear ear = new Ear();
    final Multiplexer server = Multiplexer.opener(() -> {});
    final Multiplexer device = Multiplexer.acceptor(() -> {}, this::asked);

    private MuxListener asked(MuxStream stream) {
        asked.add(stream);
        deviceEars.add(new Ear());
        return deviceEars.getLast();
    }

    MuxStream open(StreamPriority priority) {
        return server.open(new MuxTarget.Tcp("localhost", 80), priority, ear).orElseThrow();
    }

    /** A stream that both sides agreed on. */
    MuxStream opened(StreamPriority priority) {
        MuxStream stream = open(priority);
        move();
        asked.getLast().accept();
        move();
        return stream;
    }

    MuxStream there() {
        return asked.getLast();
    }

    Ear thereEar() {
        return deviceEars.getLast();
    }

    /** Everything that may go, goes. */
    void move() {
        boolean moved = true;
        while (moved) {
            moved = step(server, device) | step(device, server);
        }
    }

    private static boolean step(Multiplexer from, Multiplexer to) {
        Optional<byte[]> frame = from.next();
        frame.ifPresent(bytes -> assertThat(to.receive(bytes)).isEmpty());
        return frame.isPresent();
    }

    /** What one end would send now, taken off it. */
    static List<MuxFrame> drain(Multiplexer end) {
        List<MuxFrame> frames = new ArrayList<>();
        for (Optional<byte[]> frame = end.next(); frame.isPresent(); frame = end.next()) {
            frames.add(((MuxReading.Frame) MuxCodec.read(frame.get())).frame());
        }
        return frames;
    }

    static Optional<MuxFault> receive(Multiplexer end, MuxFrame frame) {
        return end.receive(MuxCodec.write(frame));
    }

    static Payload bytes(int count) {
        return Payload.of(new byte[count]);
    }
}
