package io.holdfast.gateway.link;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one timer of all links: a thread that does its rounds every half second. */
public final class LinkSweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LinkSweep.class);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private final Runnable round;
    private final Thread thread;
    private volatile boolean stopped;

    private LinkSweep(Runnable round) {
        this.round = round;
        this.thread = Thread.ofPlatform().name("link-sweep").daemon().unstarted(this::run);
    }

    /** Does the round every {@link Liveness#LOOK_EVERY} until it is closed. */
    public static LinkSweep start(Runnable round) {
        LinkSweep sweep = new LinkSweep(round);
        sweep.thread.start();
        return sweep;
    }

    private void run() {
        while (!stopped) {
            try {
                round.run();
            } catch (RuntimeException fault) {
                log.atError().setCause(fault).log("a round over the links failed; the next one follows");
            }
            LockSupport.parkNanos(Liveness.LOOK_EVERY.toNanos());
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_MAX)) {
                log.atWarn().log("the links' sweep did not stop in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
