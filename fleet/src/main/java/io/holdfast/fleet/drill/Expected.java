package io.holdfast.fleet.drill;

import java.util.Map;
import java.util.Optional;

/** What one figure of a drill must be. */
public sealed interface Expected {
    /** The figure's name. */
    String figure();

    record AtMost(String figure, double bound) implements Expected {}

    /** How long something took, which says as much of what else the machine does as of the server. */
    record InTime(String figure, double bound) implements Expected {}

    record AtLeast(String figure, double bound) implements Expected {}

    record Exactly(String figure, double value) implements Expected {}

    /** A figure that is true or false. */
    record IsTrue(String figure) implements Expected {}

    static Expected atMost(String figure, double bound) {
        return new AtMost(figure, bound);
    }

    /** A time on the clock; every other figure is a count or a share, which no busy machine excuses. */
    static Expected inTime(String figure, double bound) {
        return new InTime(figure, bound);
    }

    static Expected atLeast(String figure, double bound) {
        return new AtLeast(figure, bound);
    }

    static Expected none(String figure) {
        return new Exactly(figure, 0);
    }

    static Expected isTrue(String figure) {
        return new IsTrue(figure);
    }

    /** What is wrong, as a sentence; a figure that is missing is wrong. */
    default Optional<String> broken(Map<String, Object> figures) {
        Object value = figures.getOrDefault(figure(), "missing");
        return met(value) ? Optional.empty() : Optional.of(figure() + " is " + value + ", expected " + wanted());
    }

    private boolean met(Object value) {
        return switch (this) {
            case AtMost most -> value instanceof Number number && number.doubleValue() <= most.bound();
            case InTime time -> value instanceof Number number && number.doubleValue() <= time.bound();
            case AtLeast least -> value instanceof Number number && number.doubleValue() >= least.bound();
            case Exactly exactly -> value instanceof Number number && number.doubleValue() == exactly.value();
            case IsTrue is -> Boolean.TRUE.equals(value);
        };
    }

    /** The bound in words. */
    default String wanted() {
        return switch (this) {
            case AtMost most -> "at most " + plain(most.bound());
            case InTime time -> "at most " + plain(time.bound());
            case AtLeast least -> "at least " + plain(least.bound());
            case Exactly exactly -> plain(exactly.value());
            case IsTrue is -> "true";
        };
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
    }
}
