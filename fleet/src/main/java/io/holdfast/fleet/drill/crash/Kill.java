package io.holdfast.fleet.drill.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who dies in a cycle, and when.
 *
 * @param afterWrites so many writes of the cycle are acknowledged before
 * @param pause from that acknowledgement to the kill, so that it falls between writes, within them and within commits
 */
record Kill(Victim victim, int afterWrites, Duration pause) {
    /** The first writes find the fleet idle, the last ones leave nobody at work: the kill falls between. */
    private static final int EARLIEST = 20;

    private static final int LATEST = 450;
    /** A commit with its flush takes about this long here. */
    private static final int PAUSE_MICROS_MAX = 20_000;

    /** The kills of a run; the same for the same seed. */
    static List<Kill> of(long seed, int cycles) {
        SplittableRandom dice = new SplittableRandom(seed);
        Victim[] victims = Victim.values();
        List<Kill> kills = new ArrayList<>();
        for (int i = 0; i < cycles; i++) {
            // each victim in turn, so that a short run has all of them
            Victim victim = victims[i % victims.length];
            long pauseMicros = dice.nextInt(PAUSE_MICROS_MAX);
            kills.add(new Kill(victim, dice.nextInt(EARLIEST, LATEST), Duration.ofNanos(pauseMicros * 1_000)));
        }
        return kills;
    }
}
