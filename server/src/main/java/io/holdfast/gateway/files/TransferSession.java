package io.holdfast.gateway.files;

import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.ToDevice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A file session for a thread that waits. */
final class TransferSession implements AutoCloseable {
    /** A device sends 20 chunks before it waits for an ack; the rest is for what it may add. */
    private static final int WAITING_MAX = 32;

    /** An agent stands still for 4 s while it stops a shell, and a slow line takes half of this for one chunk. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(WAITING_MAX + 1);
    private final DeviceSession session;

    private sealed interface Event {
        record Said(FileTransferMessage message) implements Event {}

        record Ended(SessionEnd end) implements Event {}
    }

    private TransferSession(Listener listener, DeviceSession session) {
        this.session = session;
        listener.to(this);
    }

    static TransferSession open(DeviceSessions sessions, DeviceRef device, SessionOwner owner) throws TransferFailed {
        Listener listener = new Listener();
        return switch (sessions.open(device, LinkProtocol.FILE_TRANSFER, owner, listener)
                .toCompletableFuture()
                .join()) {
            case SessionOpening.Opened opened -> new TransferSession(listener, opened.session());
            case SessionOpening.Refused refused ->
                throw new TransferFailed(new TransferFailure.NotOpened(refused.reason(), refused.text()));
        };
    }

    /** Told on the link's event loop; the session is known when the first message comes, because nothing was asked before. */
    private static final class Listener implements SessionListener {
        private volatile Optional<TransferSession> owner = Optional.empty();
        private volatile Optional<SessionEnd> early = Optional.empty();

        void to(TransferSession transfer) {
            owner = Optional.of(transfer);
            early.ifPresent(transfer::ended);
        }

        @Override
        public void message(FromDevice message) {
            if (message instanceof FileTransferMessage said) {
                owner.ifPresent(transfer -> transfer.said(said));
            }
        }

        @Override
        public void closed(SessionEnd end) {
            early = Optional.of(end);
            owner.ifPresent(transfer -> transfer.ended(end));
        }
    }

    private void said(FileTransferMessage message) {
        if (events.size() >= WAITING_MAX || !events.offer(new Event.Said(message))) {
            session.close(); // more than its window allows
        }
    }

    private void ended(SessionEnd end) {
        // The last place is kept for it; a second one says the same.
        boolean first = events.offer(new Event.Ended(end));
    }

    /** Sends, and waits until it is on its way. */
    void send(ToDevice message) throws TransferFailed {
        switch (session.send(message).toCompletableFuture().join()) {
            case SendOutcome.Sent ignored -> {}
            case SendOutcome.Busy ignored -> throw broken("the device reads too slowly");
            case SendOutcome.Illegal illegal ->
                // The device broke it off while this was on its way: its own reason says more than that.
                throw refusal().orElseGet(() -> broken("out of order: " + illegal.state()));
            case SendOutcome.Over ignored -> throw broken(end());
        }
    }

    private Optional<TransferFailed> refusal() {
        return events.stream()
                .filter(Event.Said.class::isInstance)
                .map(event -> ((Event.Said) event).message())
                .filter(FileTransferMessage.Error.class::isInstance)
                .map(message -> ((FileTransferMessage.Error) message).text())
                .map(text -> new TransferFailed(new TransferFailure.RefusedByDevice(text)))
                .findFirst();
    }

    private String end() {
        return events.stream()
                .filter(Event.Ended.class::isInstance)
                .map(Event.Ended.class::cast)
                .map(ended -> ended.end().cause().label() + " " + ended.end().text())
                .findFirst()
                .orElse("the session is over")
                .strip();
    }

    static TransferFailed broken(String why) {
        return new TransferFailed(new TransferFailure.Broken(why));
    }

    /** What the device says next. */
    FileTransferMessage next() throws TransferFailed {
        return next(ANSWER_MAX).orElseThrow(() -> new TransferFailed(new TransferFailure.TimedOut()));
    }

    /** What the device says next, if anything within the time. */
    Optional<FileTransferMessage> next(Duration atMost) throws TransferFailed {
        try {
            Event event = events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return switch (event) {
                case null -> Optional.empty();
                case Event.Said said -> Optional.of(said.message());
                case Event.Ended ended -> throw failed(ended.end());
            };
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw broken("the server stops");
        }
    }

    private static TransferFailed failed(SessionEnd end) {
        return end.cause() == SessionEnd.Cause.TIMED_OUT
                ? new TransferFailed(new TransferFailure.TimedOut())
                : broken((end.cause().label() + " " + end.text()).strip());
    }

    /** Asks what is at a path; nothing where the device says that it cannot tell. */
    Optional<FileTransferMessage.Info> look(String path) throws TransferFailed {
        send(new FileTransferMessage.Stat(path));
        return switch (next()) {
            case FileTransferMessage.Info info -> Optional.of(info);
            case FileTransferMessage.Error ignored -> Optional.empty();
            case FileTransferMessage other -> throw unexpected(other);
        };
    }

    static TransferFailed unexpected(FileTransferMessage message) {
        return broken("the device sent " + message.type() + " out of order");
    }

    @Override
    public void close() {
        session.close();
    }
}
