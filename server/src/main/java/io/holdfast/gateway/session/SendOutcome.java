package io.holdfast.gateway.session;

/** What became of a message to the device. */
public sealed interface SendOutcome {

    /** On its way to the device, behind everything sent before. */
    record Sent() implements SendOutcome {}

    /** Not sent: too much is unanswered. Of a connection's bytes, send them again after its next ack. */
    record Busy() implements SendOutcome {}

    /**
     * Not sent: the session's state does not allow it, and an agent may break of it.
     *
     * @param state the session's, for a person
     */
    record Illegal(String state) implements SendOutcome {}

    /** Not sent: the session is over. */
    record Over() implements SendOutcome {}
}
