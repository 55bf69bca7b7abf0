package io.holdfast.api.mender.device;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The first and the last bytes of a body that is too long to be kept. */
final class BodyEnds {
    private final byte[] head;
    private final byte[] ring;
    private int headLength;
    private long tailLength;

    BodyEnds(int bytesEach) {
        this.head = new byte[bytesEach];
        this.ring = new byte[bytesEach];
    }

    void add(Buffer chunk) {
        int first = Math.min(chunk.length(), head.length - headLength);
        chunk.getBytes(0, first, head, headLength);
        headLength += first;
        // What the ring would overwrite at once is passed over.
        for (int from = Math.max(first, chunk.length() - ring.length); from < chunk.length(); ) {
            int at = (int) (tailLength % ring.length);
            int count = Math.min(chunk.length() - from, ring.length - at);
            chunk.getBytes(from, from + count, ring, at);
            tailLength += count;
            from += count;
        }
    }

    byte[] head() {
        return Arrays.copyOf(head, headLength);
    }

    byte[] tail() {
        if (tailLength <= ring.length) {
            return Arrays.copyOf(ring, (int) tailLength);
        }
        int oldest = (int) (tailLength % ring.length);
        byte[] tail = Arrays.copyOfRange(ring, oldest, oldest + ring.length);
        System.arraycopy(ring, 0, tail, ring.length - oldest, oldest);
        return tail;
    }
}
