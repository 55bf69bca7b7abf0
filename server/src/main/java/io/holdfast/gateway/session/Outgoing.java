package io.holdfast.gateway.session;

import io.holdfast.wire.link.ToDevice;

/** What becomes of a message that somebody wants the device to be sent. */
sealed interface Outgoing {

    /** Sent, as it stands here. */
    record Send(ToDevice message) implements Outgoing {}

    /** Too much is unanswered. */
    record Busy() implements Outgoing {}

    /** The state does not allow it. */
    record Illegal() implements Outgoing {}
}
