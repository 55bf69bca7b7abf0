package io.holdfast.gateway.session;

import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A terminal. Keystrokes before the shell has started kill mender-connect 2.1.0 when the start fails; a pong too many, or one after
 * the shell was stopped, blocks its only loop for ever.
 */
final class ShellConversation implements Conversation {
    private final String userId;
    private State state = State.FRESH;
    private boolean leaving;

    enum State {
        /** Nothing was asked. */
        FRESH,
        /** Asked to start; the device has not answered. */
        STARTING,
        RUNNING,
        /** Asked to stop; the device takes up to 4 s. */
        STOPPING,
        OVER
    }

    ShellConversation(String userId) {
        this.userId = userId;
    }

    @Override
    public Outgoing outgoing(ToDevice message) {
        return switch (state) {
            case FRESH -> message instanceof ShellMessage.New start ? start(start) : new Outgoing.Illegal();
            case RUNNING -> running(message);
            case STARTING, STOPPING, OVER -> new Outgoing.Illegal();
        };
    }

    private Outgoing start(ShellMessage.New start) {
        state = State.STARTING;
        return new Outgoing.Send(new ShellMessage.New(start.size(), userId));
    }

    private Outgoing running(ToDevice message) {
        return switch (message) {
            case ShellMessage.Data data -> new Outgoing.Send(ShellMessage.Data.of(data.bytes()));
            case ShellMessage.Resize resize -> new Outgoing.Send(resize);
            case ShellMessage.Stop stop -> {
                state = State.STOPPING;
                yield new Outgoing.Send(stop);
            }
            default -> new Outgoing.Illegal();
        };
    }

    @Override
    public Incoming incoming(FromDevice message) {
        return switch (message) {
            case ShellMessage.Started started -> state == State.STARTING ? started(started) : new Incoming.Illegal();
            case ShellMessage.Data data ->
                state == State.FRESH || state == State.OVER ? new Incoming.Illegal() : delivered(data);
            case ShellMessage.Ended ended -> ended(ended);
            case ShellMessage.Ping ignored -> pinged();
            default -> new Incoming.Illegal();
        };
    }

    private Incoming ended(ShellMessage.Ended ended) {
        return switch (state) {
            case RUNNING -> exited(ended);
            // The shell may be over before the device says that it began.
            case STARTING -> delivered(ended);
            case STOPPING -> stopped(ended);
            case FRESH, OVER -> new Incoming.Illegal();
        };
    }

    private Incoming pinged() {
        return switch (state) {
            case RUNNING -> new Incoming.Answer(new ShellMessage.Pong());
            // Unanswered: who waited for the pong is gone.
            case STOPPING -> new Incoming.Ignore();
            case FRESH, STARTING, OVER -> new Incoming.Illegal();
        };
    }

    private Incoming delivered(FromDevice message) {
        return leaving ? new Incoming.Ignore() : Incoming.Deliver.of(message);
    }

    private Incoming started(ShellMessage.Started started) {
        if (started.status() == ReplyStatus.ERROR) {
            state = State.OVER;
            return leaving
                    ? new Incoming.Ignore()
                    : new Incoming.Deliver(
                            started,
                            Optional.empty(),
                            Optional.of(new SessionEnd(SessionEnd.Cause.REFUSED, started.text())));
        }
        if (leaving) {
            state = State.STOPPING;
            return new Incoming.Answer(new ShellMessage.Stop());
        }
        state = State.RUNNING;
        return Incoming.Deliver.of(started);
    }

    /** Exited by itself: the agent keeps its entry, and counts it against the owner, until it is told to stop. */
    private Incoming exited(ShellMessage.Ended ended) {
        state = State.STOPPING;
        leaving = true;
        return new Incoming.Deliver(
                ended,
                Optional.of(new ShellMessage.Stop()),
                Optional.of(new SessionEnd(SessionEnd.Cause.CLOSED_BY_DEVICE, ended.text())));
    }

    private Incoming stopped(ShellMessage.Ended ended) {
        state = State.OVER;
        return leaving
                ? new Incoming.Ignore()
                : new Incoming.Deliver(
                        ended,
                        Optional.empty(),
                        Optional.of(new SessionEnd(SessionEnd.Cause.CLOSED_BY_DEVICE, ended.text())));
    }

    @Override
    public List<ToDevice> leave() {
        leaving = true;
        return switch (state) {
            case RUNNING -> {
                state = State.STOPPING;
                yield List.of(new ShellMessage.Stop());
            }
            case FRESH -> {
                state = State.OVER;
                yield List.of();
            }
            case STARTING, STOPPING, OVER -> List.of();
        };
    }

    @Override
    public boolean settling() {
        return state == State.STARTING || state == State.STOPPING;
    }

    @Override
    public boolean awaitsDevice() {
        return state == State.STARTING || state == State.STOPPING;
    }

    @Override
    public String state() {
        return "shell " + state.name().toLowerCase(Locale.ROOT);
    }
}
