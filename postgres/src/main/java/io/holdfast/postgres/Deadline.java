package io.holdfast.postgres;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A bound on waiting, on the monotonic clock. */
record Deadline(long nanoTime) {
    private static final Duration STEP = Duration.ofMillis(10);

    static Deadline in(Duration bound) {
        return new Deadline(System.nanoTime() + bound.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /** Looks every 10 ms until the condition holds; false when the time ran out first. */
    boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            pause(STEP);
        }
        return true;
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException(
                    "postgres.interrupted",
                    "The wait for PostgreSQL was interrupted.",
                    "Start again; a server left running is adopted.",
                    interrupted);
        }
    }
}
