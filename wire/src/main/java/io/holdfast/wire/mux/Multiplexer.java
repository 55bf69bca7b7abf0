package io.holdfast.wire.mux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One side of a link's streams: takes the frames that come and says which goes next. Confined to its link's thread. Everything in it is
 * bounded by {@link MuxLimits}; a peer that does not keep to them, or to the states of a stream, is a {@link MuxFault}.
 */
public final class Multiplexer {
    private final Runnable ready;
    private final Optional<Function<MuxStream, MuxListener>> asked;
    private final Map<Integer, MuxStream> streams = new HashMap<>();
    private final Deque<MuxFrame> control = new ArrayDeque<>();
    private final Turns turns = new Turns();
    private int lastId;
    private int queuedBytes;
    private boolean over;

    private Multiplexer(Runnable ready, Optional<Function<MuxStream, MuxListener>> asked) {
        this.ready = ready;
        this.asked = asked;
    }

    /**
     * The side that opens streams: the server.
     *
     * @param ready called when there may be a frame to send, perhaps from within {@link #next}
     */
    public static Multiplexer opener(Runnable ready) {
        return new Multiplexer(ready, Optional.empty());
    }

    /**
     * The side that is asked for streams: the device.
     *
     * @param asked accepts or resets the stream, then or later, and says who hears of it
     */
    public static Multiplexer acceptor(Runnable ready, Function<MuxStream, MuxListener> asked) {
        return new Multiplexer(ready, Optional.of(asked));
    }

    /** Opens a stream with {@link MuxLimits#WINDOW}; none when there are as many as there may be, or the link is over. */
    public Optional<MuxStream> open(MuxTarget target, StreamPriority priority, MuxListener listener) {
        return open(target, priority, MuxLimits.WINDOW, listener);
    }

    /**
     * Opens a stream; none when there are as many as there may be, or the link is over.
     *
     * @param window bytes that may come before any were taken, at least {@link MuxLimits#WINDOW_MIN}
     */
    public Optional<MuxStream> open(MuxTarget target, StreamPriority priority, int window, MuxListener listener) {
        if (over || asked.isPresent() || streams.size() >= MuxLimits.STREAMS_MAX || isUsedUp()) {
            return Optional.empty();
        }
        MuxStream stream = new MuxStream(this, ++lastId, target, priority, StreamState.OPENING, 0, window);
        stream.listen(listener);
        streams.put(stream.id(), stream);
        control(new MuxFrame.Open(stream.id(), target, priority, window));
        return Optional.of(stream);
    }

    /** Whether every number was used: no stream can be opened any more. */
    public boolean isUsedUp() {
        return lastId == MuxLimits.ID_MAX;
    }

    /** Takes a frame as it came. A fault ends the link. */
    public Optional<MuxFault> receive(byte[] bytes) {
        if (control.size() > MuxLimits.CONTROL_FRAMES_MAX) {
            return Optional.of(MuxFault.FLOOD);
        }
        return switch (MuxCodec.read(bytes)) {
            case MuxReading.Refused refused -> Optional.of(refused.fault());
            case MuxReading.Frame read -> receive(read.frame());
        };
    }

    private Optional<MuxFault> receive(MuxFrame frame) {
        MuxStream stream = streams.get(frame.stream());
        if (stream != null) {
            return stream.received(frame);
        }
        if (frame.stream() > lastId) {
            return frame instanceof MuxFrame.Open open && asked.isPresent()
                    ? asked(open)
                    : Optional.of(MuxFault.OUT_OF_PLACE);
        }
        return StreamState.GONE.received(frame.type()).verdict() == StreamState.Verdict.ILLEGAL
                ? Optional.of(MuxFault.OUT_OF_PLACE)
                : Optional.empty();
    }

    private Optional<MuxFault> asked(MuxFrame.Open open) {
        if (streams.size() >= MuxLimits.STREAMS_MAX) {
            return Optional.of(MuxFault.TOO_MANY_STREAMS);
        }
        lastId = open.stream();
        MuxStream stream = new MuxStream(
                this,
                open.stream(),
                open.target(),
                open.priority(),
                StreamState.ASKED,
                open.credit(),
                MuxLimits.WINDOW);
        streams.put(stream.id(), stream);
        asked.ifPresent(who -> stream.listen(who.apply(stream)));
        return Optional.empty();
    }

    /** Whether {@link #next} may have a frame. */
    public boolean hasNext() {
        return !control.isEmpty() || turns.any();
    }

    /** The next frame to send, if one may go now. Frames without data go first, then data by priority. */
    public Optional<byte[]> next() {
        MuxFrame first = control.poll();
        if (first != null) {
            return Optional.of(MuxCodec.write(first));
        }
        Optional<MuxStream> turn = turns.take();
        if (turn.isEmpty()) {
            return Optional.empty();
        }
        MuxStream stream = turn.get();
        byte[] frame = MuxCodec.write(stream.next());
        turns.add(stream);
        stream.tellOfRoom();
        return Optional.of(frame);
    }

    void control(MuxFrame frame) {
        if (!over) {
            control.add(frame);
            ready.run();
        }
    }

    void schedule(MuxStream stream) {
        if (!over && turns.add(stream)) {
            ready.run();
        }
    }

    void queues(int bytes) {
        queuedBytes += bytes;
    }

    /** Bytes of all streams that wait for credit or for their turn. */
    public int queuedBytes() {
        return queuedBytes;
    }

    /**
     * The streams that have had bytes to send and no credit for them for so long.
     *
     * @param now in ticks of the caller's, who calls this now and then
     */
    public List<MuxStream> stalled(int now, int ticks) {
        return streams.values().stream()
                .filter(stream -> stream.isStalled(now, ticks))
                .toList();
    }

    void gone(MuxStream stream) {
        streams.remove(stream.id());
    }

    /** Streams there are, those that settle among them. */
    public int count() {
        return streams.size();
    }

    /** The link is over, and every stream with it. */
    public void end(String why) {
        if (!over) {
            over = true;
            control.clear();
            List.copyOf(streams.values()).forEach(stream -> stream.over(ResetCode.FAILED, why));
            streams.clear();
        }
    }
}
