package io.holdfast.platform.dice;

import java.security.SecureRandom;

/** The operating system's generator. {@link SecureRandom} does its own locking. */
enum SecureDice implements Dice {
    INSTANCE;

    private final SecureRandom random = new SecureRandom();

    @Override
    public byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }

    @Override
    public double unit() {
        return random.nextDouble();
    }
}
