package io.holdfast.edge.admission;

import java.time.Duration;

/** How many links a second a node can take, as it was seen to. By one thread; read by any. */
final class ConnectCapacity {
    /** Over two seconds: a process that has just started gets three times as fast within them. */
    private static final Duration MEMORY = Duration.ofSeconds(2);

    /** The first seconds' code is interpreted: slots are given out for a tenth of the capacity at first, and for all of it after this. */
    private static final Duration SLOW_START = Duration.ofSeconds(20);

    private static final double SLOW_START_LEAST = 0.1;

    /** Of one core with TLS beside the herd's own, until it was seen. */
    private static final double ASSUMED = 500;

    private volatile double perSecond;

    ConnectCapacity(int cores) {
        this.perSecond = ASSUMED * cores;
    }

    /**
     * So many links stood up in this span.
     *
     * @param busy whether more were waiting all the while: then it is what can be done, else only what was asked for
     */
    void served(long links, double seconds, boolean busy) {
        double rate = links / seconds;
        if (busy) {
            double weight = Math.min(1, seconds / (MEMORY.toMillis() / 1e3));
            perSecond = Math.max(1, perSecond + weight * (rate - perSecond));
        } else {
            perSecond = Math.max(perSecond, rate);
        }
    }

    /** As it was seen. */
    double perSecond() {
        return perSecond;
    }

    /** What may be counted on so long after the start. */
    double dependable(Duration sinceStart) {
        double grown = (double) sinceStart.toMillis() / SLOW_START.toMillis();
        return perSecond * Math.clamp(grown, SLOW_START_LEAST, 1);
    }
}
