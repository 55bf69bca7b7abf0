package io.holdfast.operator.figure;

/**
 * One thing that is measured.
 *
 * @param name stable, for programs: lower case, a dot after its group
 * @param label for people
 * @param unit what its numbers are
 */
public record Figure(String name, String label, Unit unit) {

    /** What a number means. */
    public enum Unit {
        COUNT,
        PER_SECOND,
        /** 0 to 1. */
        SHARE,
        MILLIS,
        SECONDS,
        BYTES;

        /** As it stands in JSON. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
