package io.holdfast.wire.mux;

import io.holdfast.wire.link.Payload;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/** One stream of a link, as one side has it. Confined to its link's thread. */
public final class MuxStream {
    /** Credit is given back in portions of this size: a frame of nine bytes for two of sixteen thousand. */
    private static final int CREDIT_STEP = 2 * MuxLimits.DATA_MAX;

    private final Multiplexer link;
    private final int id;
    private final MuxTarget target;
    private final StreamPriority priority;
    private final Deque<Payload> queue = new ArrayDeque<>();
    private Optional<MuxListener> listener = Optional.empty();
    private StreamState state;
    private int queuedBytes;
    private int sendCredit;
    private int receiveCredit;
    private int owedCredit;
    private OptionalInt stalledSince = OptionalInt.empty();
    private boolean ending;
    private boolean starved;
    boolean scheduled;

    MuxStream(
            Multiplexer link,
            int id,
            MuxTarget target,
            StreamPriority priority,
            StreamState state,
            int credit,
            int window) {
        this.link = link;
        this.id = id;
        this.target = target;
        this.priority = priority;
        this.state = state;
        this.sendCredit = credit;
        this.receiveCredit = window;
    }

    /** Says who hears of it, unless it was given up already. */
    void listen(MuxListener told) {
        if (state == StreamState.OPENING || state == StreamState.ASKED || state == StreamState.OPEN) {
            listener = Optional.of(told);
        }
    }

    public int id() {
        return id;
    }

    public MuxTarget target() {
        return target;
    }

    public StreamPriority priority() {
        return priority;
    }

    StreamState state() {
        return state;
    }

    /** Whether {@link #send} takes something now; false promises one {@link MuxListener#room}. */
    public boolean hasRoom() {
        boolean room = queuedBytes < MuxLimits.QUEUE_MAX;
        starved |= !room;
        return room;
    }

    /** Whether bytes of this side can still come to the other one. */
    public boolean isWritable() {
        return !ending && (state == StreamState.OPENING || state == StreamState.ASKED || state.sends());
    }

    /** Whether nothing can come or go any more: both sides have ended it, or one has given it up. */
    public boolean isOver() {
        return state == StreamState.GONE || state == StreamState.RESETTING || state == StreamState.RESETTING_ENDED;
    }

    /** The stream stands; only for whom was asked for it. */
    public void accept() {
        if (state == StreamState.ASKED) {
            state = StreamState.OPEN;
            link.control(new MuxFrame.Accept(id, receiveCredit));
            link.schedule(this);
        }
    }

    /**
     * Sends bytes, at most {@link MuxLimits#DATA_MAX}, which arrive in one piece. False when they were not taken: the queue is full, or
     * the stream is over.
     */
    public boolean send(Payload bytes) {
        if (bytes.length() > MuxLimits.DATA_MAX) {
            throw new IllegalArgumentException("a frame has no room for " + bytes.length() + " bytes");
        }
        if (!isWritable() || !hasRoom()) {
            return false;
        }
        add(bytes);
        return true;
    }

    private void add(Payload bytes) {
        if (!bytes.isEmpty()) {
            queue.add(bytes);
            queues(bytes.length());
            link.schedule(this);
        }
    }

    /**
     * Sends what this side owes the other, such as an answer, for which nobody asks for room: up to twice {@link MuxLimits#QUEUE_MAX} may
     * wait then. False when the other side takes so little that it was not taken either, or when the stream is over.
     */
    public boolean sendOwed(Payload bytes) {
        if (!isWritable() || queuedBytes + bytes.length() > 2 * MuxLimits.QUEUE_MAX) {
            return false;
        }
        add(bytes);
        return true;
    }

    /** Everything was sent: the other side is told when it has it. */
    public void end() {
        if (isWritable()) {
            ending = true;
            link.schedule(this);
        }
    }

    /** Gives the stream up, now. The listener is told nothing more. */
    public void reset(ResetCode code, String text) {
        if (!isOver()) {
            state = state.reset();
            drop();
            link.control(new MuxFrame.Reset(id, code, text));
        }
    }

    /** Gives the stream up, now, for a reason that is news to the listener: he is told, and nothing more. */
    public void breakOff(ResetCode code, String text) {
        Optional<MuxListener> told = listener;
        reset(code, text);
        told.ifPresent(last -> last.over(code, text));
    }

    /** Whether it has had bytes to send and no credit for them since so many of the caller's ticks, as far as he has looked. */
    boolean isStalled(int now, int ticks) {
        if (queue.isEmpty() || isReady()) {
            stalledSince = OptionalInt.empty();
            return false;
        }
        int since = stalledSince.orElse(now);
        stalledSince = OptionalInt.of(since);
        return now - since >= ticks;
    }

    private void queues(int bytes) {
        queuedBytes += bytes;
        link.queues(bytes);
    }

    private void drop() {
        queue.clear();
        queues(-queuedBytes);
        ending = true;
        listener = Optional.empty();
    }

    /** So many of the bytes that came were taken away: the other side may send as many again. */
    public void taken(int bytes) {
        if (state == StreamState.OPEN || state == StreamState.ENDED_HERE) {
            owedCredit += bytes;
            if (owedCredit >= CREDIT_STEP) {
                receiveCredit += owedCredit;
                link.control(new MuxFrame.Credit(id, owedCredit));
                owedCredit = 0;
            }
        }
    }

    /** Whether there is a frame of it to send now. */
    boolean isReady() {
        Payload first = queue.peek();
        return state.sends() && (first == null ? ending : first.length() <= sendCredit);
    }

    /** Bytes that wait for credit or for their turn. */
    public int queuedBytes() {
        return queuedBytes;
    }

    /** The next frame; only when it {@linkplain #isReady is ready}. */
    MuxFrame next() {
        Payload bytes = queue.poll();
        if (bytes == null) {
            moveTo(state.ended());
            return new MuxFrame.Close(id);
        }
        queues(-bytes.length());
        sendCredit -= bytes.length();
        stalledSince = OptionalInt.empty();
        return new MuxFrame.Data(id, bytes);
    }

    /** Tells of room where somebody found none. */
    void tellOfRoom() {
        if (starved && queuedBytes <= MuxLimits.QUEUE_MAX / 2) {
            starved = false;
            listener.ifPresent(MuxListener::room);
        }
    }

    private void moveTo(StreamState next) {
        state = next;
        if (next == StreamState.GONE) {
            link.gone(this);
        }
    }

    /** Takes a frame of this stream; what is wrong with it, if something is. */
    Optional<MuxFault> received(MuxFrame frame) {
        boolean unanswered = state != StreamState.RESETTING && state != StreamState.RESETTING_ENDED;
        StreamState.Step step = state.received(frame.type());
        if (step.verdict() == StreamState.Verdict.ILLEGAL) {
            return Optional.of(MuxFault.OUT_OF_PLACE);
        }
        Optional<MuxFault> fault = counted(frame);
        if (fault.isPresent()) {
            return fault;
        }
        moveTo(step.next());
        if (step.verdict() == StreamState.Verdict.TAKEN) {
            tell(frame, unanswered);
        }
        return Optional.empty();
    }

    /** Credit is kept also of a stream that was given up: nobody sends without it. */
    private Optional<MuxFault> counted(MuxFrame frame) {
        return switch (frame) {
            case MuxFrame.Data data -> {
                receiveCredit -= data.bytes().length();
                yield receiveCredit < 0 ? Optional.of(MuxFault.BEYOND_CREDIT) : Optional.empty();
            }
            case MuxFrame.Accept accept -> credited(accept.credit());
            case MuxFrame.Credit credit -> credited(credit.bytes());
            case MuxFrame.Open ignored -> Optional.empty();
            case MuxFrame.Close ignored -> Optional.empty();
            case MuxFrame.Reset ignored -> Optional.empty();
        };
    }

    private Optional<MuxFault> credited(int bytes) {
        sendCredit += bytes;
        return sendCredit > MuxLimits.WINDOW_MAX ? Optional.of(MuxFault.TOO_MUCH_CREDIT) : Optional.empty();
    }

    private void tell(MuxFrame frame, boolean unanswered) {
        switch (frame) {
            case MuxFrame.Accept ignored -> {
                listener.ifPresent(MuxListener::accepted);
                link.schedule(this);
            }
            case MuxFrame.Data data -> listener.ifPresent(told -> told.data(data.bytes()));
            case MuxFrame.Credit ignored -> link.schedule(this);
            case MuxFrame.Close ignored -> listener.ifPresent(MuxListener::ended);
            case MuxFrame.Reset reset -> {
                if (unanswered) {
                    link.control(new MuxFrame.Reset(id, ResetCode.CANCELLED, ""));
                }
                over(reset.code(), reset.text());
            }
            case MuxFrame.Open ignored -> {}
        }
    }

    /** The stream is over by the other side's doing, or with its link. */
    void over(ResetCode code, String text) {
        Optional<MuxListener> told = listener;
        state = StreamState.GONE;
        drop();
        told.ifPresent(last -> last.over(code, text));
    }
}
