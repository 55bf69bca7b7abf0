package io.holdfast.wire.link;

/**
 * What bytes of a link are.
 *
 * @param <M> in which direction they travel
 */
public sealed interface LinkReading<M extends LinkMessage> {

    /**
     * A message.
     *
     * @param sessionId whom it says it belongs to, empty if to nobody; the sender's word only
     */
    record Message<M extends LinkMessage>(String sessionId, M message) implements LinkReading<M> {}

    /** No message. Nothing of it is used. */
    record Refused<M extends LinkMessage>(LinkFault fault) implements LinkReading<M> {}
}
