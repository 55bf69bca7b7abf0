package io.holdfast.feed;

import java.time.Duration;

/** Waits until this node's fleet image has applied what was committed. */
@FunctionalInterface
public interface AppliedWaiter {

    /** Whether the image reached the feed number within the bound. Blocks; for virtual threads. */
    boolean awaitApplied(long seq, Duration bound);
}
