package io.holdfast.gateway.link;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all links together may have waiting for devices that read slowly. */
public final class OutboundBudget {
    private final AtomicLong used = new AtomicLong();
    private final long max;

    public OutboundBudget(long bytesMax) {
        this.max = bytesMax;
    }

    /** An eighth of the heap. */
    public static OutboundBudget ofHeap() {
        return new OutboundBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Whether so many bytes more may wait. */
    public boolean hasRoom(int bytes) {
        return used.get() + bytes <= max;
    }

    /** Whether more than half of it is taken: time to take it away from those who make no use of it. */
    public boolean isScarce() {
        return used.get() > max / 2;
    }

    /** So many bytes more wait; fewer, if negative. */
    public void take(int bytes) {
        used.addAndGet(bytes);
    }

    void give(int bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes waiting now. */
    public long used() {
        return used.get();
    }
}
