package io.holdfast.gateway.link;

import io.holdfast.tenancy.FairShare;
import io.holdfast.tenancy.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that all links together may have waiting for devices that read slowly, and of them each tenant's. Safe from any thread. */
public final class OutboundBudget {
    /** Of the whole: a few links of a tenant go on while hundreds of others' take all there is. */
    private static final int FLOORS = 64;

    private final AtomicLong used = new AtomicLong();
    private final FairShare fair;
    // One a tenant that ever had a link here, of some 100 bytes; never taken out, because links hold it.
    private final Map<TenantId, Share> shares = new ConcurrentHashMap<>();

    public OutboundBudget(long bytesMax) {
        this.fair = new FairShare(bytesMax, bytesMax / FLOORS);
    }

    /** An eighth of the heap. */
    public static OutboundBudget ofHeap() {
        return new OutboundBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** The part of a tenant, which its links keep. */
    public Share of(TenantId tenant) {
        return shares.computeIfAbsent(tenant, who -> new Share());
    }

    /** Bytes waiting now. */
    public long used() {
        return used.get();
    }

    /** One tenant's part. Safe from any thread. */
    public final class Share {
        private final AtomicLong own = new AtomicLong();

        private Share() {}

        /** Whether so many bytes more may wait. */
        public boolean hasRoom(int bytes) {
            return fair.admits(used.get(), own.get(), bytes);
        }

        /**
         * Whether more of the tenant's waits than is free for everybody, which for a tenant alone is more than half of all: time to take
         * bytes away from those who make no use of them.
         */
        public boolean isScarce() {
            return own.get() > fair.max() - used.get();
        }

        /** So many bytes more wait; fewer, if negative. */
        public void take(int bytes) {
            own.addAndGet(bytes);
            used.addAndGet(bytes);
        }

        void give(int bytes) {
            take(-bytes);
        }

        /** Bytes of this tenant waiting now. */
        public long used() {
            return own.get();
        }
    }
}
