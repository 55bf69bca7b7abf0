package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.ResetCode;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The way from a thread that reads something to a stream: bounded, so that who reads waits for who takes. */
final class StreamOutbox {
    /** Eight full frames, beside the four that the stream itself keeps: 10 ms at 10 MB/s, while the link's thread does other things. */
    private static final int PIECES_MAX = 8;

    private final LinkLoop loop;
    private final MuxStream stream;
    private final BlockingQueue<Payload> pieces = new ArrayBlockingQueue<>(PIECES_MAX);
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile boolean over;
    private boolean ending;

    StreamOutbox(LinkLoop loop, MuxStream stream) {
        this.loop = loop;
        this.stream = stream;
    }

    /** Puts bytes, at most a frame of them, and waits until there is room. False when nobody takes them any more. Not on the loop. */
    boolean put(Payload bytes) throws InterruptedException {
        while (!over) {
            if (pieces.offer(bytes, 1, TimeUnit.SECONDS)) {
                wake();
                return true;
            }
        }
        return false;
    }

    private void wake() {
        if (draining.compareAndSet(false, true)) {
            loop.execute(this::drain);
        }
    }

    /** Hands over what there is room for. On the loop; again with each {@code room} of the stream. */
    void drain() {
        draining.set(false);
        while (!pieces.isEmpty() && stream.isWritable() && stream.hasRoom()) {
            boolean taken = stream.send(pieces.remove());
        }
        if (!stream.isWritable()) {
            over();
        }
    }

    /** Everything was put: the stream ends behind it. Not on the loop. */
    void end() {
        loop.execute(this::endDrained);
    }

    private void endDrained() {
        drain();
        if (pieces.isEmpty()) {
            stream.end();
        } else if (!over) {
            ending = true;
        }
    }

    /** There is room again. On the loop. */
    void room() {
        drain();
        if (ending && pieces.isEmpty()) {
            stream.end();
        }
    }

    /** Nobody takes anything any more. */
    void over() {
        over = true;
        pieces.clear();
    }

    /** Gives the stream up, and says why. Not on the loop. */
    void reset(ResetCode code, String text) {
        loop.execute(() -> {
            over();
            stream.reset(code, text);
        });
    }
}
