package io.holdfast.gateway.mux;

import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.OutboundBudget;
import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxFault;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.StreamPriority;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The streams of one link, made with the first of them. What waits for credit or for its turn counts against the bytes that may wait for
 * all devices together. Confined to the link's event loop.
 */
public final class MuxLink {
    /** For sessions, which are few: however many connections a page opens, somebody gets a terminal. */
    private static final int RESERVE = 32;

    private final DeviceLink link;
    private final OutboundBudget budget;
    private final Multiplexer streams = Multiplexer.opener(this::pump);
    private final Set<MuxListener> starved = new LinkedHashSet<>();
    private int counted;
    private boolean pumping;

    public MuxLink(DeviceLink link, OutboundBudget budget) {
        this.link = link;
        this.budget = budget;
    }

    /** Asks the device for a stream; none when it has as many as it may have, or the link is over. */
    public Optional<MuxStream> open(MuxTarget target, StreamPriority priority, MuxListener listener) {
        if (streams.isUsedUp()) {
            link.close(CloseCause.RESTART, Duration.ofSeconds(1)); // the next link counts from 1
        }
        boolean kept = priority == StreamPriority.HTTP && streams.count() >= MuxLimits.STREAMS_MAX - RESERVE;
        return link.isOpen() && !kept ? streams.open(target, priority, listener) : Optional.empty();
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
            while (more && streams.hasNext() && link.isOpen() && link.hasRoom()) {
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
