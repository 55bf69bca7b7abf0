package io.holdfast.edge.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first 16 bytes of a SHA-256. To pass for another device's identity or key, a stranger needs a second preimage of them,
 * 2^128 tries; not keyed by the node, so that the images of two nodes can be compared.
 */
public record HashPrefix(long high, long low) {
    static final HashPrefix NONE = new HashPrefix(0, 0);

    private static final int SHA256_BYTES = 32;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    /** @throws IllegalArgumentException when these are not the 32 bytes of a SHA-256 */
    public static HashPrefix of(byte[] sha256) {
        if (sha256.length != SHA256_BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + sha256.length);
        }
        return new HashPrefix((long) LONGS.get(sha256, 0), (long) LONGS.get(sha256, Long.BYTES));
    }

    /** These 16 bytes followed by a filler, in the length of a whole hash: the least or the greatest that begins with them. */
    public byte[] padded(byte filler) {
        byte[] whole = new byte[SHA256_BYTES];
        Arrays.fill(whole, filler);
        LONGS.set(whole, 0, high);
        LONGS.set(whole, Long.BYTES, low);
        return whole;
    }

    /** The 16 bytes. */
    public byte[] bytes() {
        return Arrays.copyOf(padded((byte) 0), 2 * Long.BYTES);
    }
}
