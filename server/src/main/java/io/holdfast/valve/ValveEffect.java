package io.holdfast.valve;

/** What a valve does to the devices it touches. */
public sealed interface ValveEffect {

    /** Lets them through, whatever other valves say that name less of them. */
    record Allow() implements ValveEffect {}

    /**
     * Lets so many of their requests through a second, on each node, and puts the others off.
     *
     * @param perSecond 1 to 100,000
     */
    record Slow(int perSecond) implements ValveEffect {
        /** More than a node answers. */
        public static final int PER_SECOND_MAX = 100_000;

        public Slow {
            if (perSecond < 1 || perSecond > PER_SECOND_MAX) {
                throw new IllegalArgumentException("a rate of " + perSecond);
            }
        }
    }

    /** Puts all of them off, and ends their links. */
    record Deny() implements ValveEffect {}

    /** As it is stored and counted. */
    default String label() {
        return switch (this) {
            case Allow allow -> "allow";
            case Slow slow -> "slow";
            case Deny deny -> "deny";
        };
    }

    /** Of two valves that say as much of a device the stricter one holds. */
    default int strictness() {
        return switch (this) {
            case Allow allow -> 0;
            case Slow slow -> 1;
            case Deny deny -> 2;
        };
    }
}
