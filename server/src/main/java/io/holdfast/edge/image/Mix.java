package io.holdfast.edge.image;

/** A finaliser that lets each bit of its input reach each bit of its output. */
final class Mix {
    private Mix() {}

    /** The 64-bit finaliser of MurmurHash3. */
    static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
