package io.holdfast.gateway.link;

import java.time.Duration;

/** When a link is pinged and when it is given up: from the last sign of life at most one ping interval and {@link #SILENCE_MAX}. */
final class Liveness {
    /** A real agent's only loop can stall 4 s in stopping a shell; its pong comes after that. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(6);

    /** Links are looked at this often, so a ping goes out so much early and the whole bound holds. */
    static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final int SILENCE_TICKS = LinkTicks.of(SILENCE_MAX);
    private static final int EARLY_TICKS = 2 * LinkTicks.of(LOOK_EVERY);

    private Liveness() {}

    /** What to do about a link. */
    enum Verdict {
        FINE,
        PING,
        GIVE_UP
    }

    /**
     * Judges a link.
     *
     * @param heard the tick of the last sign of life
     * @param pinged the tick of the ping sent after it, 0 if none
     */
    static Verdict judge(int now, int heard, int pinged, Duration interval) {
        if (pinged > 0) {
            return now - pinged >= SILENCE_TICKS ? Verdict.GIVE_UP : Verdict.FINE;
        }
        return now - heard >= LinkTicks.of(interval) - EARLY_TICKS ? Verdict.PING : Verdict.FINE;
    }
}
