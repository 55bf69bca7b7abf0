package io.holdfast.platform.dice;

import java.util.SplittableRandom;

/** Replays from its seed. One lock, because the generator itself is not made for several threads. */
final class SeededDice implements Dice {

    private final SplittableRandom random;

    SeededDice(long seed) {
        random = new SplittableRandom(seed);
    }

    @Override
    public synchronized byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public synchronized long nextLong() {
        return random.nextLong();
    }

    @Override
    public synchronized int below(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public synchronized double unit() {
        return random.nextDouble();
    }
}
