package io.holdfast.edge.cohort;

/**
 * What some devices cost in a minute.
 *
 * @param devices how many there are, quiet ones included
 */
record Measured(int devices, Spent spent) {
    /** Of fewer devices. */
    Measured without(Measured part) {
        return new Measured(devices - part.devices, spent.without(part.spent));
    }

    Measured and(Measured other) {
        return new Measured(devices + other.devices, spent.and(other.spent));
    }

    double minutes() {
        return spent.span().toMillis() / 60_000.0;
    }
}
