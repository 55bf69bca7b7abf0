package io.holdfast.operator.overview;

import java.time.Duration;
import java.util.List;

/** Who causes the load: asked of whoever keeps account of it, in memory. */
@FunctionalInterface
public interface Causes {

    /**
     * The costliest of one kind, first those who cost most.
     *
     * @param kind what they are: tenants, cohorts, devices
     * @param age since this was counted
     */
    record Top(String kind, List<Cause> causes, Duration age) {}

    /**
     * One of them.
     *
     * @param name for a person
     * @param share of the cost of all, 0 to 1
     * @param detail what it costs, in words
     */
    record Cause(String name, double share, String detail) {}

    /** At most so many of each kind. Answers at once. */
    List<Top> top(int max);

    /** Nobody keeps account. */
    static Causes unknown() {
        return max -> List.of();
    }
}
