package io.holdfast.edge.cohort;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does what is to be done about cohorts and valves every second: a fault in one round is told, and the next follows. */
public final class CohortRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CohortRounds.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final List<Runnable> rounds;
    private final Thread thread;
    private volatile boolean stopped;

    private CohortRounds(String name, List<Runnable> rounds) {
        this.rounds = List.copyOf(rounds);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    /** Does each of them every second until it is closed. */
    public static CohortRounds start(String name, List<Runnable> rounds) {
        CohortRounds started = new CohortRounds(name, rounds);
        started.thread.start();
        return started;
    }

    private void run() {
        while (!stopped) {
            for (Runnable round : rounds) {
                try {
                    round.run();
                } catch (RuntimeException fault) {
                    log.atError().setCause(fault).log("a round over the cohorts failed; the next one follows");
                }
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    /** Begins the next round now, if none is under way. From any thread. */
    public void hurry() {
        LockSupport.unpark(thread);
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_MAX)) {
                log.atWarn().log("the cohorts' rounds did not stop in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
