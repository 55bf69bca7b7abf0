package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ToDevice;
import java.util.Optional;

/** What becomes of a message that the device sent. */
sealed interface Incoming {

    /** The session stands. */
    record Opened(ControlMessage.Accept accept) implements Incoming {}

    /** The listener is told; the device may be answered; the session may be over then. */
    record Deliver(FromDevice message, Optional<ToDevice> answer, Optional<SessionEnd> end) implements Incoming {
        static Deliver of(FromDevice message) {
            return new Deliver(message, Optional.empty(), Optional.empty());
        }
    }

    /** Between the session and the device. */
    record Answer(ToDevice answer) implements Incoming {}

    /** The session is over. */
    record End(SessionEnd end) implements Incoming {}

    /** Expected while the session ends, of no use to anybody. */
    record Ignore() implements Incoming {}

    /** The state does not allow it: counted. */
    record Illegal() implements Incoming {}
}
