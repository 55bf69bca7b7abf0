package io.holdfast.gateway.mux;

import io.holdfast.gateway.link.LinkTicks;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.ResetCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Streams that this side has ended and whose device has not: a program may ignore the end of what it reads. Confined to the link's event
 * loop.
 */
final class EndedStreams {
    /** Less than the streams that a link has for connections: those that nobody wants keep nobody from opening one. */
    static final int MAX = 32;

    /** A program that answers the end of its input does it at once; an agent stands still for 4 s at most. */
    private static final int SETTLE_TICKS = (int) Duration.ofSeconds(10).dividedBy(LinkTicks.TICK);

    private final Deque<Ended> streams = new ArrayDeque<>();

    /**
     * @param queued bytes that had not gone
     * @param since when they became so few
     */
    private record Ended(MuxStream stream, int queued, int since) {
        Ended seen(int now) {
            return stream.queuedBytes() == queued ? this : new Ended(stream, stream.queuedBytes(), now);
        }
    }

    /** Gives it up later, unless the device ends it; at once the oldest, if there are too many. */
    void add(MuxStream stream, int now) {
        streams.removeIf(ended -> ended.stream().isOver());
        if (stream.isOver()) {
            return;
        }
        if (streams.size() == MAX) {
            giveUp(streams.remove());
        }
        streams.add(new Ended(stream, stream.queuedBytes(), now));
    }

    /** Gives up those of which nothing has gone for too long. */
    void look(int now) {
        List<Ended> before = List.copyOf(streams);
        streams.clear();
        for (Ended ended : before) {
            Ended seen = ended.seen(now);
            if (now - seen.since() >= SETTLE_TICKS) {
                giveUp(seen);
            } else if (!seen.stream().isOver()) {
                streams.add(seen);
            }
        }
    }

    private static void giveUp(Ended ended) {
        ended.stream().reset(ResetCode.CANCELLED, "");
    }
}
