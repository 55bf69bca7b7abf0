package io.holdfast.release;

/**
 * How many bytes of artifacts a tenant may keep. A value, not a number: no number means "unlimited", and none of zero is a limit
 * like any other.
 */
public sealed interface StorageLimit {

    /** As much as the disk holds. */
    record Unlimited() implements StorageLimit {}

    /** At most so many bytes; zero means none. */
    record AtMost(long bytes) implements StorageLimit {
        public AtMost {
            if (bytes < 0) {
                throw new IllegalArgumentException("a storage limit is not negative");
            }
        }
    }

    static StorageLimit unlimited() {
        return new Unlimited();
    }

    static StorageLimit atMost(long bytes) {
        return new AtMost(bytes);
    }

    /** How many of {@code wanted} more bytes fit beside {@code used}; never negative, also under a lowered limit. */
    default long grant(long wanted, long used) {
        return switch (this) {
            case Unlimited unlimited -> wanted;
            case AtMost most -> Math.clamp(most.bytes() - used, 0, wanted);
        };
    }
}
