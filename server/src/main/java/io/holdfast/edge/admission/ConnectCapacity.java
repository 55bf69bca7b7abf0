package io.holdfast.edge.admission;

/**
 * How many links a second a node can take, as it was seen to while more were waiting. A process that has just started is slow, and is
 * seen to be: there is no other slow start. By one thread; read by any.
 */
final class ConnectCapacity {
    /** Over two seconds: a process that has just started gets three times as fast within them. */
    private static final double MEMORY_SECONDS = 2;

    /** Of one core with TLS beside the herd's own, until it was seen. */
    private static final double ASSUMED = 500;

    private final double assumed;
    private volatile double perSecond;
    private double busySeconds;

    ConnectCapacity(int cores) {
        this.assumed = ASSUMED * cores;
        this.perSecond = assumed;
    }

    /**
     * So many links stood up in this span.
     *
     * @param busy whether more were waiting all the while: then it is what can be done, else only what was asked for
     */
    void served(long links, double seconds, boolean busy) {
        double rate = links / seconds;
        if (busy) {
            // The first seconds count in full: what was assumed, or seen when the process was another, is no part of
            // it.
            busySeconds += seconds;
            double weight = Math.min(1, seconds / Math.min(busySeconds, MEMORY_SECONDS));
            perSecond = Math.max(1, perSecond + weight * (rate - perSecond));
        } else {
            busySeconds = 0;
            perSecond = Math.max(perSecond, rate);
        }
    }

    /** As it was seen. */
    double perSecond() {
        return perSecond;
    }

    /**
     * What slots are given out by. In the first seconds of a flood, refusing it takes most of the processor, and slots at what is left
     * would be hours away for clients that heed them: one that comes too early costs a refusal, one that comes too late an outage.
     */
    double forSlots() {
        return Math.max(assumed, perSecond);
    }
}
