package io.holdfast.gateway.mux;

import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkTicks;
import io.holdfast.gateway.link.OutboundBudget;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxFault;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The streams of one link, made with the first of them. What waits for credit or for its turn counts against the bytes that may wait for
 * all devices together. Confined to the link's event loop.
 */
public final class MuxLink {
    /** For sessions, which are few: however many connections a page opens, somebody gets a terminal. */
    private static final int RESERVE = 32;

    /** As long as a person may leave a session unread. */
    private static final Duration STALLED_MAX = Duration.ofSeconds(30);

    private static final int STALLED_TICKS = (int) STALLED_MAX.dividedBy(LinkTicks.TICK);

    private final DeviceLink link;
    private final OutboundBudget.Share budget;
    private final IntSupplier ticks;
    private final EndedStreams ended = new EndedStreams();
    private final Multiplexer streams = Multiplexer.opener(this::pump);
    private final Set<MuxListener> starved = new LinkedHashSet<>();
    private int counted;
    private boolean pumping;

    /**
     * @param budget its tenant's
     * @param ticks the time, in {@link LinkTicks}
     */
    public MuxLink(DeviceLink link, OutboundBudget.Share budget, IntSupplier ticks) {
        this.link = link;
        this.budget = budget;
        this.ticks = ticks;
    }

    /** Asks the device for a stream; none when it has as many as it may have, or the link is over. */
    public Optional<MuxStream> open(MuxTarget target, StreamPriority priority, MuxListener listener) {
        if (streams.isUsedUp()) {
            link.close(CloseCause.RESTART, Duration.ofSeconds(1)); // the next link counts from 1
        }
        boolean kept = priority == StreamPriority.HTTP && streams.count() >= MuxLimits.STREAMS_MAX - RESERVE;
        return link.isOpen() && !kept ? streams.open(target, priority, window(target), listener) : Optional.empty();
    }

    private static int window(MuxTarget target) {
        return switch (target) {
            case MuxTarget.Tcp ignored -> MuxLimits.CONNECTION_WINDOW;
            case MuxTarget.Messages ignored -> MuxLimits.WINDOW;
            case MuxTarget.Unknown ignored -> MuxLimits.WINDOW;
        };
    }

    /**
     * Whether the stream takes a frame more. False promises one {@link MuxListener#room}: when its own bytes have gone, or when there is
     * room for all links together.
     */
    public boolean hasRoom(MuxStream stream, MuxListener waits) {
        account();
        if (!stream.hasRoom()) {
            return false;
        }
        boolean room = budget.hasRoom(MuxLimits.FRAME_MAX) || link.hasRoom();
        if (!room) {
            starved.add(waits);
        }
        return room;
    }

    /** Sends what is owed to the device: whether it was taken ({@link MuxStream#sendOwed}). */
    public boolean sendOwed(MuxStream stream, Payload bytes) {
        boolean taken = stream.sendOwed(bytes);
        account();
        return taken;
    }

    /**
     * Ends a stream from this side, for somebody who wants nothing more of it. What was sent still goes, and the device has its time to end
     * it too; then it is given up.
     */
    public void finish(MuxStream stream) {
        stream.end();
        ended.add(stream, ticks.getAsInt());
    }

    /** Streams there are, those that settle among them. */
    public int count() {
        return streams.count();
    }

    /**
     * Gives up streams that the device does not end, and, while the bytes that may wait for all devices are scarce, those of which it takes
     * nothing. To be called now and then.
     */
    public void look() {
        ended.look(ticks.getAsInt());
        List<MuxStream> stalled = streams.stalled(ticks.getAsInt(), STALLED_TICKS);
        if (budget.isScarce()) {
            stalled.forEach(stream ->
                    stream.breakOff(ResetCode.FAILED, "the device took nothing for " + STALLED_MAX.toSeconds() + " s"));
        }
        account();
    }

    /** The device, or all together, have read some of what waited. */
    public void room() {
        pump();
        List<MuxListener> told = List.copyOf(starved);
        starved.clear();
        told.forEach(MuxListener::room);
    }

    /** A frame came. What is none, or not lawful, ends the link. */
    public void received(byte[] frame) {
        Optional<MuxFault> fault = streams.receive(frame);
        fault.ifPresent(what -> link.broken(what.label()));
        account();
    }

    /** Hands the connection as many frames as it takes; the others wait where what is urgent can overtake them. */
    public void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            boolean more = true;
            // These bytes were counted where they waited: had they to find room once more, a full budget would never
            // empty.
            while (more && streams.hasNext() && link.isOpen() && link.hasOwnRoom()) {
                Optional<byte[]> frame = streams.next();
                frame.ifPresent(link::sendNow);
                more = frame.isPresent();
            }
        } finally {
            pumping = false;
        }
        account();
    }

    private void account() {
        int waiting = link.isOpen() ? streams.queuedBytes() : 0;
        budget.take(waiting - counted);
        counted = waiting;
    }

    /** The link is over, and every stream with it. */
    public void end(String why) {
        streams.end(why);
        starved.clear();
        account();
    }
}
