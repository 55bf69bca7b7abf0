package io.holdfast.gateway.terminal;

import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.SessionKind;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Outbox;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A person's terminal on a device: one in a connection, from its {@code new} to its end. Tools send keystrokes before the shell runs;
 * they wait here. Nothing is asked of the device before the session is on record. Confined to the person's event loop.
 */
public final class Terminal {
    /** What a tool that names no size shows. */
    private static final TerminalSize DEFAULT_SIZE = new TerminalSize(40, 80);

    private final Person person;
    private final Access access;
    private final DeviceSessions sessions;
    private final SessionBook book;
    private final Recordings recordings;
    private final RunningTerminals running;
    private final Consumer<Farewell> over;
    private final Outbox outbox;
    private State state = State.FRESH;
    private String sessionId = "";
    private Optional<DeviceSession> session = Optional.empty();
    private Optional<TerminalScreen> screen = Optional.empty();
    private Optional<LiveSession> onRecord = Optional.empty();
    private Optional<Audience> audience = Optional.empty();
    private long toDevice;
    private boolean endTold;

    enum State {
        FRESH,
        /** Asked for; the shell does not run yet. */
        STARTING,
        RUNNING,
        OVER
    }

    /** @param over told once, when a terminal that was begun is over */
    public Terminal(
            Person person,
            Access access,
            DeviceSessions sessions,
            SessionBook book,
            Recordings recordings,
            RunningTerminals running,
            Consumer<Farewell> over) {
        this.person = person;
        this.access = access;
        this.sessions = sessions;
        this.book = book;
        this.recordings = recordings;
        this.running = running;
        this.over = over;
        this.outbox = new Outbox(person);
    }

    /** The person sent this. */
    public void take(ShellMessage message) {
        if (state == State.FRESH && message instanceof ShellMessage.New start) {
            start(start);
        } else if (state == State.FRESH || message instanceof ShellMessage.New) {
            person.illegal(sessionId, message, "the terminal is " + state());
        } else if (state == State.OVER) {
            person.needless();
        } else {
            takeStarted(message);
        }
    }

    private void takeStarted(ShellMessage message) {
        switch (message) {
            case ShellMessage.Data data -> data.bytes().chunks().forEach(this::type);
            case ShellMessage.Resize resize ->
                outbox.add(resize, 0, outcome -> screen.ifPresent(shown -> shown.resized(resize.size())));
            case ShellMessage.Stop stop -> outbox.add(stop, 0, outcome -> {});
            // Pings are answered in the person's stead.
            case ShellMessage.Pong ignored -> person.needless();
            case ShellMessage.New ignored -> person.needless();
            case ShellMessage.Started ignored -> person.needless();
            case ShellMessage.Ended ignored -> person.needless();
            case ShellMessage.Ping ignored -> person.needless();
        }
    }

    private void type(Payload keys) {
        outbox.add(ShellMessage.Data.of(keys), keys.length(), outcome -> {
            if (outcome instanceof SendOutcome.Sent) {
                toDevice += keys.length();
            }
        });
    }

    private void start(ShellMessage.New start) {
        state = State.STARTING;
        TerminalSize size = start.size().orElse(DEFAULT_SIZE);
        outbox.addAndHold(start, outcome -> {});
        TerminalScreen shown = new TerminalScreen(person, this::told, this::ended);
        sessions.open(access.device(), LinkProtocol.SHELL, access.owner(), shown)
                .thenAcceptAsync(opening -> opened(opening, size, shown), person.loop());
    }

    private void opened(SessionOpening opening, TerminalSize size, TerminalScreen shown) {
        switch (opening) {
            case SessionOpening.Opened opened -> opened(opened.session(), size, shown);
            case SessionOpening.Refused refused -> refused(refused);
        }
    }

    private void opened(DeviceSession device, TerminalSize size, TerminalScreen shown) {
        if (state == State.OVER) {
            device.close();
            return;
        }
        session = Optional.of(device);
        sessionId = device.id();
        shown.of(device);
        screen = Optional.of(shown);
        LiveSession live = access.session(SessionKind.TERMINAL, device);
        book.begin(live).thenAcceptAsync(begun -> recorded(live, begun, size), person.loop());
    }

    private void refused(SessionOpening.Refused refused) {
        if (state != State.OVER) {
            String why =
                    refused.reason().refusal().sentence() + (refused.text().isEmpty() ? "" : ": " + refused.text());
            person.tell(sessionId, new ShellMessage.Started(ReplyStatus.ERROR, why));
            finish(Farewell.deviceGone(why));
        }
    }

    private void recorded(LiveSession live, boolean begun, TerminalSize size) {
        if (!begun) {
            session.ifPresent(DeviceSession::close);
            person.tell(sessionId, new ShellMessage.Started(ReplyStatus.ERROR, Farewell.UNRECORDED.reason()));
            finish(Farewell.UNRECORDED);
            return;
        }
        onRecord = Optional.of(live);
        screen.ifPresent(shown -> shown.recordedBy(recordings.begin(size)));
        if (state == State.OVER) {
            // The person or the device was gone before it was on record.
            putEndOnRecord(SessionEnd.Cause.CLOSED);
            return;
        }
        Audience watching = new Audience(person, live, size);
        audience = Optional.of(watching);
        screen.ifPresent(shown -> shown.watchedBy(watching));
        running.began(watching);
        session.ifPresent(outbox::opened);
    }

    /** The device sent this; its output goes another way. */
    private void told(FromDevice message) {
        if (message instanceof ShellMessage.Ended) {
            endTold = true;
            audience.ifPresent(watching -> watching.told(message));
        } else if (message instanceof ShellMessage.Started started) {
            started(started.status());
        }
        person.tell(sessionId, message);
    }

    private void started(ReplyStatus status) {
        if (status == ReplyStatus.NORMAL && state == State.STARTING) {
            state = State.RUNNING;
            outbox.go();
        }
    }

    private void ended(SessionEnd end) {
        if (!endTold && state == State.RUNNING) {
            ShellMessage.Ended broken = new ShellMessage.Ended(ReplyStatus.ERROR, end.text());
            person.tell(sessionId, broken);
            audience.ifPresent(watching -> watching.told(broken));
        }
        putEndOnRecord(end.cause());
        finish(
                switch (end.cause()) {
                    case CLOSED, CLOSED_BY_DEVICE, REFUSED -> Farewell.DONE;
                    case NOT_SERVED, TIMED_OUT, PROTOCOL, NOT_READ, LINK_ENDED ->
                        Farewell.deviceGone(end.cause().label() + (end.text().isEmpty() ? "" : ", " + end.text()));
                });
    }

    private void putEndOnRecord(SessionEnd.Cause cause) {
        LiveSession live = onRecord.orElse(null);
        if (live != null) {
            onRecord = Optional.empty();
            screen.ifPresent(shown -> shown.end(book, live, cause.label(), toDevice));
        }
    }

    private void endAudience() {
        audience.ifPresent(watching -> {
            running.ended(watching);
            watching.end();
        });
        audience = Optional.empty();
    }

    private void finish(Farewell farewell) {
        endAudience();
        if (state != State.OVER) {
            state = State.OVER;
            outbox.clear();
            over.accept(farewell);
        }
    }

    /** The person is gone. */
    public void leave() {
        endAudience();
        if (state != State.OVER) {
            state = State.OVER;
            outbox.clear();
        }
        session.ifPresent(DeviceSession::close);
    }

    /** Whether there is a terminal, or will be. */
    public boolean live() {
        return state == State.STARTING || state == State.RUNNING;
    }

    private String state() {
        return switch (state) {
            case FRESH -> "not started";
            case STARTING -> "starting";
            case RUNNING -> "running";
            case OVER -> "over";
        };
    }
}
