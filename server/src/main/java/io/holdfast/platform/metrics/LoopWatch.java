package io.holdfast.platform.metrics;

import io.holdfast.platform.clock.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * How late an event loop runs and how busy it is. The loop beats ten times a second; how much later than that it does is what every
 * request on it waits. A loop that does not beat at all is as late as its silence.
 */
public final class LoopWatch {
    /** How often a loop is to beat. */
    public static final Duration BEAT = Duration.ofMillis(100);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Clock clock;
    private final long thread;
    private long lastBeatNanos;
    private long latestNanos;

    /** Of the loop whose thread this is called on. */
    public LoopWatch(Clock clock) {
        this.clock = clock;
        this.thread = Thread.currentThread().threadId();
        this.lastBeatNanos = clock.monotonicNanos();
    }

    /** The loop's own sign of life, every {@link #BEAT}. */
    public synchronized void beat() {
        long now = clock.monotonicNanos();
        latestNanos = Math.max(latestNanos, now - lastBeatNanos - BEAT.toNanos());
        lastBeatNanos = now;
    }

    /** The most that a beat was late since this was asked last. */
    public synchronized Duration takeLag() {
        long now = clock.monotonicNanos();
        long lag = Math.max(latestNanos, now - lastBeatNanos - BEAT.toNanos());
        latestNanos = 0;
        return Duration.ofNanos(Math.max(0, lag));
    }

    /** CPU time that the loop's thread has used; less than before when the thread is gone. */
    public long cpuNanos() {
        return THREADS.getThreadCpuTime(thread);
    }
}
