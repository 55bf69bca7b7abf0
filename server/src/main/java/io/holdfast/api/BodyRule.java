package io.holdfast.api;

/** How much body a route takes, and how. */
public sealed interface BodyRule {

    /** No body; one that comes is refused with 413. */
    record None() implements BodyRule {}

    /** Read whole before the handler runs, at most so many bytes; more is 413. */
    record AtMost(int bytes) implements BodyRule {}

    /** Handed to the handler as a stream with back-pressure; the handler bounds it. */
    record Streamed() implements BodyRule {}

    /** No body: the connection may become a WebSocket, for which nothing of the request must have been read. */
    record Upgraded() implements BodyRule {}

    /** What a JSON call takes unless it says otherwise: Mender's documented payload bound of 1 MiB. */
    BodyRule JSON = new AtMost(1 << 20);

    BodyRule NONE = new None();

    BodyRule STREAMED = new Streamed();

    BodyRule UPGRADED = new Upgraded();
}
