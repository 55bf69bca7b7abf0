package io.holdfast.agent.link;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The one thread on which everything of a link happens. What comes after its end is dropped. */
public final class LinkLoop {
    private final ScheduledThreadPoolExecutor thread;

    public LinkLoop() {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("agent-link").daemon().factory());
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public void execute(Runnable part) {
        try {
            thread.execute(part);
        } catch (RejectedExecutionException over) {
            // the link has ended, and with it everything that this was about
        }
    }

    void every(Duration span, Runnable part) {
        var repeated = thread.scheduleWithFixedDelay(part, span.toMillis(), span.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Nothing happens on it any more. */
    public void stop() {
        thread.shutdown();
    }
}
