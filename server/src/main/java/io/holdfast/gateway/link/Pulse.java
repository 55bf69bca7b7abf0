package io.holdfast.gateway.link;

import io.holdfast.tenancy.PingInterval;

/** When a link was heard and pinged. Read by the sweep without a lock: what it sees an instant late it sees at its next look. */
final class Pulse {
    private volatile int heardTick;
    private volatile int pingedTick;
    private volatile boolean watched;

    Pulse(int tick) {
        heardTick = tick;
    }

    int heardTick() {
        return heardTick;
    }

    /** Something came. */
    void heard(int tick) {
        heardTick = tick;
        pingedTick = 0;
    }

    /** Nothing came, and nothing was listened to: silence counts from now on. */
    void listensAgain(int tick) {
        heardTick = tick;
    }

    void pinged(int tick) {
        pingedTick = tick;
    }

    /** While somebody watches, the link is pinged every 9 s at least. */
    void watched(boolean now) {
        watched = now;
    }

    Liveness.Verdict verdict(int now, PingInterval interval) {
        PingInterval asked = watched ? interval.orShorter(PingInterval.WATCHED) : interval;
        return Liveness.judge(now, heardTick, pingedTick, asked.duration());
    }
}
