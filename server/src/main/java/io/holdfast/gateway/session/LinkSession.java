package io.holdfast.gateway.session;

import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ToDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A session as its link keeps it. Confined to the link's event loop, to which every public method brings its caller. */
final class LinkSession implements HeldSession {
    private final DeviceLink link;
    private final SessionLine line;
    private final SessionTable table;
    private final String id;
    private final SessionOwner owner;
    private final SessionListener listener;
    private final Dialogue dialogue;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Optional<Consumer<SessionOpening>> opening;
    private boolean told;
    private boolean paused;
    private int since;

    /** A message that waits for room, and who waits for it. */
    private record Waiting(ToDevice message, CompletableFuture<SendOutcome> outcome) {}

    LinkSession(
            DeviceLink link,
            SessionLine line,
            SessionTable table,
            String id,
            SessionOwner owner,
            SessionListener listener,
            Dialogue dialogue,
            Consumer<SessionOpening> opening) {
        this.link = link;
        this.line = line;
        this.table = table;
        this.id = id;
        this.owner = owner;
        this.listener = listener;
        this.dialogue = dialogue;
        this.opening = Optional.of(opening);
        this.since = table.now();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public LinkProtocol protocol() {
        return dialogue.protocol();
    }

    @Override
    public SessionOwner owner() {
        return owner;
    }

    void begin() {
        Optional<ToDevice> first = dialogue.begin();
        first.ifPresent(this::answer);
        if (first.isEmpty()) {
            opened();
        }
    }

    private void opened() {
        opening.ifPresent(waits -> waits.accept(new SessionOpening.Opened(this)));
        opening = Optional.empty();
    }

    private void onLoop(Runnable part) {
        if (link.loop().inEventLoop()) {
            part.run();
        } else {
            link.loop().execute(part);
        }
    }

    @Override
    public CompletionStage<SendOutcome> send(ToDevice message) {
        CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
        onLoop(() -> send(new Waiting(message, outcome)));
        return outcome;
    }

    private void send(Waiting wish) {
        if (told) {
            wish.outcome().complete(new SendOutcome.Over());
        } else if (waiting.isEmpty() && line.hasRoom()) {
            judge(wish);
        } else if (waiting.size() < DeviceSessions.WAITING_MAX) {
            waiting.add(wish);
        } else {
            wish.outcome().complete(new SendOutcome.Busy());
        }
    }

    private void judge(Waiting wish) {
        String state = dialogue.state();
        switch (dialogue.outgoing(wish.message())) {
            case Outgoing.Send send -> {
                line.send(LinkWriter.write(id, send.message()));
                touched();
                wish.outcome().complete(new SendOutcome.Sent());
            }
            case Outgoing.Busy ignored -> wish.outcome().complete(new SendOutcome.Busy());
            case Outgoing.Illegal ignored -> {
                table.counters().add(LinkCounters.Count.ILLEGAL);
                wish.outcome().complete(new SendOutcome.Illegal(state));
            }
        }
    }

    @Override
    public void room() {
        while (!waiting.isEmpty() && !told && line.hasRoom()) {
            judge(waiting.remove());
        }
    }

    /** The session's own words to the device. */
    private void answer(ToDevice message) {
        line.answer(LinkWriter.write(id, message));
    }

    /** The device sent this in the session's name. */
    void received(FromDevice message) {
        Incoming judged = dialogue.incoming(message);
        touched();
        switch (judged) {
            case Incoming.Opened ignored -> opened();
            case Incoming.Deliver deliver -> deliver(deliver);
            case Incoming.Answer answer -> answer(answer.answer());
            case Incoming.End end -> over(end.end());
            case Incoming.Ignore ignored -> {}
            case Incoming.Illegal ignored -> link.fault(LinkCounters.Count.ILLEGAL);
        }
        forgetIfOver();
    }

    private void deliver(Incoming.Deliver deliver) {
        deliver.answer().ifPresent(this::answer);
        if (!told) {
            listener.message(deliver.message());
        }
        deliver.end().ifPresent(this::tell);
    }

    /** Ends the session after the device's fault: it is told to forget it. */
    private void over(SessionEnd end) {
        if (end.cause() == SessionEnd.Cause.PROTOCOL) {
            answer(new io.holdfast.wire.link.ControlMessage.Close());
        }
        tell(end);
    }

    private void touched() {
        since = table.now();
    }

    @Override
    public void taken(String connectionId, int bytes) {
        onLoop(() -> dialogue.taken(connectionId, bytes).ifPresent(this::answer));
    }

    @Override
    public void reading(boolean wanted) {
        onLoop(() -> {
            if (!told && paused == wanted) {
                paused = !wanted;
                since = table.now();
                line.reading(wanted);
            }
        });
    }

    @Override
    public boolean paused() {
        return paused;
    }

    @Override
    public void close() {
        onLoop(() -> end(SessionEnd.of(SessionEnd.Cause.CLOSED)));
    }

    /** Ends the session from our side. */
    void end(SessionEnd end) {
        if (!told) {
            dialogue.leave().forEach(this::answer);
            tell(end);
            forgetIfOver();
        }
    }

    @Override
    public void linkEnded(SessionEnd end) {
        tell(end);
    }

    /** The session's own stream is over, by the device's doing. */
    void lineEnded(SessionEnd end) {
        tell(end);
        table.forget(this);
    }

    @Override
    public void forgotten() {
        line.over();
    }

    private void tell(SessionEnd end) {
        if (told) {
            return;
        }
        told = true;
        if (paused) {
            paused = false;
            line.reading(true);
        }
        waiting.forEach(wish -> wish.outcome().complete(new SendOutcome.Over()));
        waiting.clear();
        table.ended(this);
        if (opening.isPresent()) {
            opening.get().accept(refusal(end));
            opening = Optional.empty();
        } else {
            listener.closed(end);
        }
    }

    private static SessionOpening refusal(SessionEnd end) {
        SessionOpening.Reason reason = switch (end.cause()) {
            case NOT_SERVED -> SessionOpening.Reason.NOT_SERVED;
            case REFUSED, CLOSED_BY_DEVICE, PROTOCOL, CLOSED -> SessionOpening.Reason.REFUSED;
            case TIMED_OUT, NOT_READ -> SessionOpening.Reason.TIMED_OUT;
            case LINK_ENDED -> SessionOpening.Reason.LINK_ENDED;
        };
        return new SessionOpening.Refused(reason, end.text());
    }

    private void forgetIfOver() {
        if (dialogue.phase() == Dialogue.Phase.OVER) {
            tell(SessionEnd.of(SessionEnd.Cause.CLOSED_BY_DEVICE));
            table.forget(this);
        }
    }

    @Override
    public void look() {
        int waited = table.now() - since;
        if (told && waited >= DeviceSessions.SETTLE_TICKS) {
            line.giveUp();
            table.forget(this);
        } else if (paused && waited >= DeviceSessions.PAUSE_TICKS) {
            end(SessionEnd.of(SessionEnd.Cause.NOT_READ));
        } else if (!paused && dialogue.awaitsDevice() && waited >= DeviceSessions.ANSWER_TICKS) {
            end(SessionEnd.of(SessionEnd.Cause.TIMED_OUT));
        }
    }
}
