package io.holdfast.agent;

import java.time.Duration;

/** How the agent waits. A test waits without time. */
@FunctionalInterface
public interface Pauses {
    /** The machine's own time. */
    Pauses REAL = Thread::sleep;

    /** Waits that long. */
    void pause(Duration span) throws InterruptedException;
}
