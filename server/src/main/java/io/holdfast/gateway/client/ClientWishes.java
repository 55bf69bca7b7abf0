package io.holdfast.gateway.client;

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
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ToDevice;
import java.util.concurrent.CompletableFuture;

/** Asks a device's update client to do now what it does by itself later. */
public final class ClientWishes {
    private final DeviceSessions sessions;

    public ClientWishes(DeviceSessions sessions) {
        this.sessions = sessions;
    }

    /** What may be asked. */
    public enum Wish {
        CHECK_UPDATE,
        SEND_INVENTORY;

        private ToDevice message() {
            return switch (this) {
                case CHECK_UPDATE -> new MenderClientMessage.CheckUpdate();
                case SEND_INVENTORY -> new MenderClientMessage.SendInventory();
            };
        }
    }

    /** What became of a wish. */
    public sealed interface Outcome {
        /** The client does it. */
        record Done() implements Outcome {}

        /** The device could not pass it on; its own words. */
        record Failed(String text) implements Outcome {}

        /** The device was not asked. */
        record Refused(SessionOpening.Reason reason, String text) implements Outcome {}

        /** The device was asked, and nobody knows whether it heard. */
        record Unanswered(SessionOpening.Reason reason, String text) implements Outcome {}
    }

    /** Asks, and waits for the device's answer: 20 s at most, within which the session itself gives up. Not for an event loop. */
    public Outcome ask(DeviceRef device, SessionOwner owner, Wish wish) {
        Answer answer = new Answer();
        return switch (sessions.open(device, LinkProtocol.MENDER_CLIENT, owner, answer)
                .toCompletableFuture()
                .join()) {
            case SessionOpening.Refused refused -> new Outcome.Refused(refused.reason(), refused.text());
            case SessionOpening.Opened opened -> ask(opened.session(), wish, answer);
        };
    }

    private static Outcome ask(DeviceSession session, Wish wish, Answer answer) {
        try {
            session.send(wish.message()).thenAccept(outcome -> {
                if (!(outcome instanceof SendOutcome.Sent)) {
                    answer.outcome.complete(
                            new Outcome.Refused(SessionOpening.Reason.LINK_ENDED, "the wish did not go out"));
                }
            });
            return answer.outcome.join();
        } finally {
            session.close();
        }
    }

    private static final class Answer implements SessionListener {
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        @Override
        public void message(FromDevice message) {
            if (message instanceof MenderClientMessage.Done done) {
                outcome.complete(
                        done.status() == ReplyStatus.ERROR ? new Outcome.Failed(done.text()) : new Outcome.Done());
            }
        }

        @Override
        public void closed(SessionEnd end) {
            outcome.complete(
                    switch (end.cause()) {
                        case TIMED_OUT -> new Outcome.Unanswered(SessionOpening.Reason.TIMED_OUT, end.text());
                        case NOT_SERVED -> new Outcome.Unanswered(SessionOpening.Reason.NOT_SERVED, end.text());
                        case REFUSED -> new Outcome.Unanswered(SessionOpening.Reason.REFUSED, end.text());
                        case CLOSED, CLOSED_BY_DEVICE, PROTOCOL, NOT_READ, LINK_ENDED ->
                            new Outcome.Unanswered(SessionOpening.Reason.LINK_ENDED, end.text());
                    });
        }
    }
}
