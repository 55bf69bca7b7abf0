package io.holdfast.fleet.load;

/** When the generator sends. */
public sealed interface Pace {
    /** Every connection sends its next request as soon as its last one was answered: finds the capacity. */
    record ClosedLoop() implements Pace {}

    /**
     * Requests are due at a fixed rate whatever the server does, and latency counts from the instant a request was due:
     * a stall shows in full, not once (no coordinated omission).
     *
     * @param perSecond over all connections together
     */
    record OpenLoop(int perSecond) implements Pace {}

    /**
     * A closed loop that ends after so many requests.
     *
     * @param requests over all event loops together; each sends its share, the first ones one more
     */
    record Counted(int requests) implements Pace {}
}
