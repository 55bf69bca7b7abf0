package io.holdfast.rollout;

/** How many devices a deployment may fail on before it holds itself. A value, not a number: no number means "as many as there are". */
public sealed interface FailureLimit {
    /** What a node counts by itself; who tolerates more failing devices than this tolerates any number. */
    int DEVICES_MAX = 10_000;

    /** It goes on whatever fails. */
    record Unlimited() implements FailureLimit {}

    /** When the update has failed on so many devices, it goes to no other until a person says so. */
    record HoldAfter(int devices) implements FailureLimit {
        public HoldAfter {
            if (devices < 1 || devices > DEVICES_MAX) {
                throw new IllegalArgumentException("a deployment is held after 1 to " + DEVICES_MAX + " failures");
            }
        }
    }

    /** No limit. */
    static FailureLimit unlimited() {
        return new Unlimited();
    }

    /** Whether so many failed devices are too many. */
    default boolean reachedBy(int failed) {
        return switch (this) {
            case Unlimited unlimited -> false;
            case HoldAfter limit -> failed >= limit.devices();
        };
    }

    /** The word stored for the kind. */
    default String storedKind() {
        return switch (this) {
            case Unlimited unlimited -> "unlimited";
            case HoldAfter limit -> "hold_after";
        };
    }

    /** The number stored with the kind; it says something only of a kind that has one. */
    default int storedNumber() {
        return switch (this) {
            case Unlimited unlimited -> 0;
            case HoldAfter limit -> limit.devices();
        };
    }

    /** @throws IllegalArgumentException when the kind is unknown here */
    static FailureLimit stored(String kind, int number) {
        return switch (kind) {
            case "unlimited" -> new Unlimited();
            case "hold_after" -> new HoldAfter(number);
            default -> throw new IllegalArgumentException("failure limit " + kind + " is unknown");
        };
    }
}
