package io.holdfast.assembly;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A first start has nothing to serve from, so it waits for its database: a small machine that has just unpacked PostgreSQL, with a JVM that
 * is still cold, may need more than the second that a person's call waits for a connection.
 */
final class FirstStart {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Clock clock;
    private final long endNanos;

    /** @param atMost how long everything together may take */
    FirstStart(Clock clock, Duration atMost) {
        this.clock = clock;
        this.endNanos = clock.monotonicNanos() + atMost.toNanos();
    }

    /** Does it, again and again while the database does not answer. Throws what the last try threw when the time is over. */
    <T> T insist(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (DatabaseException trouble) {
                boolean passing = trouble.kind() == DatabaseException.Kind.UNAVAILABLE
                        || trouble.kind() == DatabaseException.Kind.CONTENTION;
                if (!passing
                        || clock.monotonicNanos() - endNanos > 0
                        || Thread.currentThread().isInterrupted()) {
                    throw trouble;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
