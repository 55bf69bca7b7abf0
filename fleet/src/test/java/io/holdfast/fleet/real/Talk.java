package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.ToDevice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A session with a real agent, spoken from a test's own thread. */
final class Talk implements SessionListener, AutoCloseable {
    private static final long SECONDS_MAX = 60;

    private final BlockingQueue<FromDevice> heard = new LinkedBlockingQueue<>();
    private volatile Optional<SessionEnd> end = Optional.empty();
    private Optional<DeviceSession> session = Optional.empty();

    private Talk() {}

    static Talk open(DeviceSessions sessions, DeviceRef device, LinkProtocol protocol) {
        Talk talk = new Talk();
        SessionOpening opening = sessions.open(device, protocol, new SessionOwner(device.tenant(), "test"), talk)
                .toCompletableFuture()
                .join();
        talk.session = switch (opening) {
            case SessionOpening.Opened opened -> Optional.of(opened.session());
            case SessionOpening.Refused refused -> throw new AssertionError("not opened: " + refused);
        };
        return talk;
    }

    DeviceSession session() {
        return session.orElseThrow();
    }

    SendOutcome say(ToDevice message) {
        return session().send(message).toCompletableFuture().join();
    }

    /** The next message, which must be of this kind. */
    <M extends FromDevice> M hear(Class<M> kind) {
        try {
            FromDevice next = heard.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (!kind.isInstance(next)) {
                throw new AssertionError("not a " + kind.getSimpleName() + " but " + next + ", " + end);
            }
            return kind.cast(next);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** Whether something is there to be heard within this time. */
    boolean hears(Duration within) {
        return Poll.until(within, () -> !heard.isEmpty());
    }

    Optional<SessionEnd> end() {
        return end;
    }

    @Override
    public void message(FromDevice message) {
        heard.add(message);
    }

    @Override
    public void closed(SessionEnd why) {
        end = Optional.of(why);
    }

    @Override
    public void close() {
        session().close();
    }
}
