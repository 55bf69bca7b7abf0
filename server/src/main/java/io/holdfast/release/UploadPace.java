package io.holdfast.release;

import io.holdfast.platform.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Cuts an upload that makes no progress, and no other: one may take days. Only the time in which the sender was waited for counts,
 * so that a slow disk of ours is not held against it. A sender that is wholly silent is cut by its connection's idle timeout.
 */
final class UploadPace extends BulkStream {
    /** So much waiting must have brought so much: 270 B/s, a tenth of what the slowest modem sends. */
    static final Duration WAITED = Duration.ofMinutes(1);

    static final int BYTES_MIN = 16 << 10;

    private final Clock clock;
    private long waitedNanos;
    private long bytes;

    UploadPace(InputStream in, Clock clock) {
        super(in);
        this.clock = clock;
    }

    /** The sender sends too little to ever come to an end. */
    static final class TooSlow extends IOException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        long before = clock.monotonicNanos();
        int count = in.read(buffer, offset, length);
        waitedNanos += clock.monotonicNanos() - before;
        bytes += Math.max(0, count);
        if (waitedNanos >= WAITED.toNanos()) {
            if (count >= 0 && bytes < BYTES_MIN) {
                throw new TooSlow();
            }
            waitedNanos = 0;
            bytes = 0;
        }
        return count;
    }
}
