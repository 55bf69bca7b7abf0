package io.holdfast.edge.admission;

import io.holdfast.platform.clock.Clock;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** Feeds a {@link LoopLag} from its event loop, for as long as the loop lives. */
public final class LoopProbe {
    private LoopProbe() {}

    /** Starts a probe on the loop. */
    public static LoopLag on(EventLoop loop, Clock clock) {
        LoopLag lag = new LoopLag(clock);
        again(loop, lag);
        return lag;
    }

    // Not at a fixed rate: runs that were missed would be made up for at once, and seem to be in time.
    private static void again(EventLoop loop, LoopLag lag) {
        var unused = loop.schedule(
                () -> {
                    lag.ran();
                    if (!loop.isShuttingDown()) {
                        again(loop, lag);
                    }
                },
                LoopLag.PROBE_EVERY.toNanos(),
                TimeUnit.NANOSECONDS);
    }
}
