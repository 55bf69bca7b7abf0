package io.holdfast.fleet.seed;

import java.util.UUID;

/** Ids of seeded rows: a letter for the kind and a number, the same in Java and in the seeding SQL. */
public final class SeededIds {
    /** The first two groups after the kind; a legal random UUID's version and variant. */
    static final String MIDDLE = "0000000-0000-4000-8000-";

    private SeededIds() {}

    public static UUID device(long n) {
        return id('d', n);
    }

    public static UUID authSet(long n) {
        return id('a', n);
    }

    public static UUID deployment(long n) {
        return id('e', n);
    }

    /** The number of a seeded row's id. */
    public static int number(UUID id) {
        return (int) id.getLeastSignificantBits();
    }

    private static UUID id(char kind, long n) {
        return UUID.fromString(kind + MIDDLE + "%012x".formatted(n));
    }
}
