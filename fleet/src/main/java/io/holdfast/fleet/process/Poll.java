package io.holdfast.fleet.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that happens in another process: looks every few milliseconds until a deadline. */
public final class Poll {
    private static final long EVERY_NANOS = Duration.ofMillis(10).toNanos();

    private Poll() {}

    /** The first present value; empty when there was none within {@code limit}. */
    public static <T> Optional<T> forValue(Duration limit, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent() || System.nanoTime() - deadline > 0) {
                return seen;
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    /** Whether the condition came true within {@code limit}. */
    public static boolean until(Duration limit, BooleanSupplier condition) {
        return forValue(limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty())
                .isPresent();
    }

    /**
     * Waits for the condition.
     *
     * @param what the condition as a sentence, for the failure
     * @throws NotInTime when it did not come true in time
     */
    public static void require(String what, Duration limit, BooleanSupplier condition) {
        if (!until(limit, condition)) {
            throw new NotInTime(what, limit);
        }
    }
}
