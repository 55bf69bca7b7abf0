package io.holdfast.edge.store;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a node had not seen the feed at a moment of the wall clock: what a restart must not forget. Two things are kept because
 * neither is enough: the wall clock tells the time between two processes, and may be set back; the span so far cannot be.
 *
 * @param blind counted by the monotonic clock while a process ran
 */
record Sight(Instant at, Duration blind) {
    private static final int BYTES = 2 * Long.BYTES;

    /** What was never stored: a store that was just made. */
    static Sight unclouded(Instant now) {
        return new Sight(now, Duration.ZERO);
    }

    /** How long it is at a later moment. A clock that was set back takes nothing away. */
    Duration blindAt(Instant now) {
        return now.isAfter(at) ? blind.plus(Duration.between(at, now)) : blind;
    }

    /**
     * The next one to store. While the node is blind the moment never goes back: a machine whose clock begins in 1970 at every boot
     * would otherwise seem to have been blind for decades once its clock is right.
     */
    Sight next(Instant now, Duration blindNow, boolean sees) {
        return new Sight(sees || now.isAfter(at) ? now : at, blindNow);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES)
                .putLong(at.toEpochMilli())
                .putLong(blind.toMillis())
                .array();
    }

    /** Throws {@link java.nio.BufferUnderflowException} for what is no sight. */
    static Sight read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Sight(Instant.ofEpochMilli(buffer.getLong()), Duration.ofMillis(Math.max(0, buffer.getLong())));
    }
}
