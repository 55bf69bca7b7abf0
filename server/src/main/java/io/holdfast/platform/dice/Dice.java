package io.holdfast.platform.dice;

import java.util.UUID;

/** A source of randomness, safe for use by many threads. Secrets are only ever drawn from {@link #secure()}. */
public interface Dice {

    /** {@code count} random bytes, {@code count >= 0}. */
    byte[] bytes(int count);

    /** Uniform over all longs. */
    long nextLong();

    /** Uniform in {@code [0, bound)}, {@code bound > 0}. */
    int below(int bound);

    /** Uniform in {@code [0, 1)}. */
    double unit();

    /** A random (version 4) UUID. */
    default UUID uuid() {
        long high = (nextLong() & ~0xF000L) | 0x4000L; // version 4, RFC 9562 section 5.4
        long low = (nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L; // variant 10
        return new UUID(high, low);
    }

    /** Spreads {@code value} evenly over {@code [value * (1 - share), value * (1 + share))}. */
    default long spread(long value, double share) {
        return Math.round(value * (1 - share + 2 * share * unit()));
    }

    /** Cryptographically strong, never blocking. */
    static Dice secure() {
        return SecureDice.INSTANCE;
    }

    /** The same throws for the same seed, for drills and tests; never for a secret. */
    static Dice seeded(long seed) {
        return new SeededDice(seed);
    }
}
