package io.holdfast.gateway.forward;

import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One forwarded connection as a stream. What the session tells comes on the link's loop and is handed over to the stream's, to which
 * everything else is confined.
 */
final class ForwardStream implements DeviceStream {
    /** A host that is not there takes the agent two minutes to find out; nobody waits so long for a page. */
    private static final int CONNECT_SECONDS = 15;

    /** Until a link that was full is asked again, where no ack will say that it has room. */
    private static final int AGAIN_MILLIS = 10;

    private static final int STOP_TRIES_MAX = 1_000;

    private final ForwardSession session;
    private final StreamTarget target;
    private final EventExecutor loop;
    private final StreamListener listener;
    private final CompletableFuture<StreamOpening> opening = new CompletableFuture<>();
    private final Deque<Payload> waiting = new ArrayDeque<>();
    private String id = "";
    private Optional<DeviceSession> device = Optional.empty();
    private @Nullable ScheduledFuture<?> deadline;
    private State state = State.CONNECTING;
    private int waitingBytes;
    private boolean full;
    private boolean sending;
    private boolean held;
    // Sent and not acknowledged; below zero for a moment when the ack is heard of before the sending.
    private int unacknowledged;
    private boolean acknowledgedMeanwhile;

    private enum State {
        CONNECTING,
        OPEN,
        OVER
    }

    ForwardStream(ForwardSession session, StreamTarget target, EventExecutor loop, StreamListener listener) {
        this.session = session;
        this.target = target;
        this.loop = loop;
        this.listener = listener;
    }

    /** Before anything else, under the session's lock. */
    void named(String chosen) {
        id = chosen;
    }

    CompletionStage<StreamOpening> opening() {
        return opening;
    }

    /** The session stands: asks the device to connect. From any thread. */
    void begin(DeviceSession opened) {
        loop.execute(() -> {
            if (state == State.CONNECTING && device.isEmpty()) {
                device = Optional.of(opened);
                deadline = loop.schedule(this::timedOut, CONNECT_SECONDS, TimeUnit.SECONDS);
                connect(opened);
            }
        });
    }

    private void connect(DeviceSession opened) {
        ToDevice start = new PortForwardMessage.New(id, target.host(), target.port(), PortForwardMessage.Transport.TCP);
        opened.send(start).thenAcceptAsync(outcome -> asked(opened, outcome), loop);
    }

    private void asked(DeviceSession opened, SendOutcome outcome) {
        if (state == State.OVER && outcome instanceof SendOutcome.Sent) {
            stop(STOP_TRIES_MAX); // given up while the wish was on its way
        }
        if (state != State.CONNECTING) {
            return; // the device's answer may be here before the word that it was asked
        }
        switch (outcome) {
            case SendOutcome.Sent ignored -> {}
            case SendOutcome.Busy ignored -> later(() -> connect(opened));
            case SendOutcome.Illegal ignored -> giveUp(StreamOpening.Reason.BUSY, "");
            case SendOutcome.Over ignored -> giveUp(StreamOpening.Reason.LINK_ENDED, "");
        }
    }

    private void later(Runnable part) {
        var scheduled = loop.schedule(part, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void timedOut() {
        if (state == State.CONNECTING) {
            giveUp(StreamOpening.Reason.TIMED_OUT, "");
            stop(STOP_TRIES_MAX);
        }
    }

    private void giveUp(StreamOpening.Reason reason, String text) {
        over();
        opening.complete(new StreamOpening.Refused(reason, text));
    }

    private void over() {
        state = State.OVER;
        waiting.clear();
        waitingBytes = 0;
        if (deadline != null) {
            deadline.cancel(false);
        }
        session.left(id, loop);
    }

    void refused(StreamOpening.Refused refused) {
        loop.execute(() -> {
            if (state == State.CONNECTING) {
                giveUp(refused.reason(), refused.text());
            }
        });
    }

    void connected() {
        loop.execute(() -> {
            if (state == State.CONNECTING) {
                state = State.OPEN;
                if (deadline != null) {
                    deadline.cancel(false);
                }
                opening.complete(new StreamOpening.Opened(this));
            }
        });
    }

    void received(byte[] bytes) {
        loop.execute(() -> {
            if (state == State.OPEN) {
                listener.bytes(bytes);
            }
        });
    }

    void acknowledged() {
        loop.execute(() -> {
            unacknowledged--;
            acknowledgedMeanwhile = true;
            held = false;
            pump();
        });
    }

    void stopped() {
        loop.execute(() -> ended(StreamEnd.CLOSED_BY_DEVICE));
    }

    void sessionEnded(StreamEnd end) {
        loop.execute(() -> ended(end));
    }

    private void ended(StreamEnd end) {
        switch (state) {
            case CONNECTING ->
                giveUp(
                        end == StreamEnd.LINK_ENDED
                                ? StreamOpening.Reason.LINK_ENDED
                                : StreamOpening.Reason.NO_CONNECTION,
                        "");
            case OPEN -> {
                over();
                listener.ended(end);
            }
            case OVER -> {}
        }
    }

    void failed(String text) {
        loop.execute(() -> {
            switch (state) {
                case CONNECTING -> giveUp(StreamOpening.Reason.NO_CONNECTION, text);
                case OPEN -> {
                    ended(StreamEnd.BROKEN);
                    stop(STOP_TRIES_MAX);
                }
                case OVER -> {}
            }
        });
    }

    @Override
    public boolean write(byte[] bytes) {
        if (state != State.OPEN) {
            return true; // it is lost, and nobody waits for room in what has ended
        }
        waiting.addAll(Payload.of(bytes).chunks());
        waitingBytes += bytes.length;
        full = waitingBytes >= WINDOW;
        boolean room = !full;
        pump();
        return room;
    }

    private void pump() {
        if (sending || held || waiting.isEmpty() || state != State.OPEN) {
            return;
        }
        sending = true;
        acknowledgedMeanwhile = false;
        Payload chunk = waiting.element();
        // One at a time: a second one might be let through where the first was not.
        device.ifPresent(
                open -> open.send(new PortForwardMessage.Forward(id, chunk)).thenAcceptAsync(this::sent, loop));
    }

    private void sent(SendOutcome outcome) {
        sending = false;
        if (state != State.OPEN) {
            return;
        }
        switch (outcome) {
            case SendOutcome.Sent ignored -> {
                unacknowledged++;
                waitingBytes -= waiting.remove().length();
                pump();
                tellRoom();
            }
            case SendOutcome.Busy ignored -> busy();
            case SendOutcome.Illegal ignored -> ended(StreamEnd.BROKEN);
            case SendOutcome.Over ignored -> ended(StreamEnd.LINK_ENDED);
        }
    }

    private void busy() {
        if (acknowledgedMeanwhile) {
            pump();
        } else if (unacknowledged > 0) {
            held = true;
        } else {
            // The link is full of others' bytes: nothing of ours will be acknowledged.
            later(this::pump);
        }
    }

    private void tellRoom() {
        if (full && waitingBytes <= WINDOW / 2 && state == State.OPEN) {
            full = false;
            listener.room();
        }
    }

    @Override
    public void taken(int bytes) {
        if (state == State.OPEN) {
            device.ifPresent(open -> open.taken(id, bytes));
        }
    }

    @Override
    public void close() {
        if (state == State.OPEN) {
            over();
            stop(STOP_TRIES_MAX);
        }
    }

    /** Tells the device, as often as it takes: what it is not told it keeps open. */
    private void stop(int tries) {
        device.ifPresent(open -> open.send(new PortForwardMessage.Stop(id))
                .thenAcceptAsync(
                        outcome -> {
                            if (outcome instanceof SendOutcome.Busy && tries > 1) {
                                later(() -> stop(tries - 1));
                            }
                        },
                        loop));
    }
}
