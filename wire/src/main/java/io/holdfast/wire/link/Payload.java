package io.holdfast.wire.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes that a message carries and nobody here looks into: keystrokes, a piece of a file, a piece of a connection. Printed as its
 * length, because it may be a password that somebody types.
 */
public final class Payload {
    public static final Payload EMPTY = new Payload(new byte[0]);

    private final byte[] bytes;

    private Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The caller gives the array away. */
    public static Payload of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Payload(bytes);
    }

    /** The bytes themselves, not a copy; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The same bytes in pieces that a device takes; none for none. */
    public List<Payload> chunks() {
        if (bytes.length <= LinkLimits.CHUNK_MAX) {
            return isEmpty() ? List.of() : List.of(this);
        }
        List<Payload> chunks = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += LinkLimits.CHUNK_MAX) {
            chunks.add(of(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + LinkLimits.CHUNK_MAX))));
        }
        return chunks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
