package io.holdfast.fleet.process;

import java.time.Duration;

/**
 * What a process, or a group of them, used up to a moment.
 *
 * @param cpu user and system time of all threads, also ended ones
 * @param rssBytes resident memory at this moment; of a group, shared pages are counted once
 */
public record ProcessCost(Duration cpu, long rssBytes) {
    /** CPU time spent since an earlier look, in microseconds. */
    public double cpuMicrosSince(ProcessCost earlier) {
        return cpu.minus(earlier.cpu).toNanos() / 1e3;
    }

    public double rssMegabytes() {
        return rssBytes / 1e6;
    }
}
