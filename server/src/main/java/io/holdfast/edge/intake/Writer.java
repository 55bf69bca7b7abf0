package io.holdfast.edge.intake;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that empties some lanes in turn over one connection. One writer is faster than two: they would queue on the
 * feed's head row.
 */
final class Writer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    /** A lost wake-up, or the journal's turn after a conflict, costs this and nothing else. */
    private static final long SLEEP_NANOS = Duration.ofMillis(20).toNanos();

    private static final Duration DRAIN = Duration.ofSeconds(4);

    private final List<LaneWorker<?, ?>> workers;
    private final Thread thread;
    private volatile boolean sleeping;
    private volatile boolean closing;

    /** The list may grow until the start. */
    Writer(String name, List<LaneWorker<?, ?>> workers) {
        this.workers = workers;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Says that there is something to do. Any thread; never blocks. */
    void wake() {
        if (sleeping) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closing || !idle()) {
            boolean worked = false;
            for (LaneWorker<?, ?> worker : workers) {
                worked |= step(worker);
            }
            if (!worked) {
                sleep();
            }
        }
    }

    private static boolean step(LaneWorker<?, ?> worker) {
        try {
            return worker.step();
        } catch (RuntimeException | Error bug) {
            log.atError().setCause(bug).log("an intake lane failed in a way that nobody foresaw");
            return false;
        }
    }

    private void sleep() {
        sleeping = true;
        if (idle() && !closing) {
            LockSupport.parkNanos(SLEEP_NANOS);
        }
        sleeping = false;
    }

    private boolean idle() {
        return workers.stream().allMatch(LaneWorker::isIdle);
    }

    /** Drains what is queued, at most 4 s, and answers the rest. The lanes are closed already. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(DRAIN)) {
                log.atWarn().log("intake did not drain in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.forEach(LaneWorker::giveUp);
    }
}
