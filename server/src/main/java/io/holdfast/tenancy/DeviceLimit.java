package io.holdfast.tenancy;

/**
 * How many devices of a tenant may be accepted at once. A value, not a number: no number means "unlimited", and none of zero
 * is a limit like any other.
 */
public sealed interface DeviceLimit {

    /** As many as come. */
    record Unlimited() implements DeviceLimit {}

    /** At most so many; zero means none. */
    record AtMost(int devices) implements DeviceLimit {
        public AtMost {
            if (devices < 0) {
                throw new IllegalArgumentException("a device limit is not negative");
            }
        }
    }

    static DeviceLimit unlimited() {
        return new Unlimited();
    }

    static DeviceLimit atMost(int devices) {
        return new AtMost(devices);
    }

    /** How many of {@code wanted} more devices fit beside {@code accepted}; never negative, also under a lowered limit. */
    default int grant(int wanted, int accepted) {
        return switch (this) {
            case Unlimited unlimited -> wanted;
            case AtMost most -> Math.clamp((long) most.devices() - accepted, 0, wanted);
        };
    }

    /** Whether one more device fits beside {@code accepted}. */
    default boolean admits(int accepted) {
        return grant(1, accepted) == 1;
    }
}
