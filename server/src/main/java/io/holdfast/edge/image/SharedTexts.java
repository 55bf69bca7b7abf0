package io.holdfast.edge.image;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds each text of a tenant once, however many use it, within a bound for each tenant and one for all. One writer; whether there is
 * room may be asked from any thread.
 */
final class SharedTexts {
    /** String, its array, entry and counter. */
    private static final int OVERHEAD = 140;

    private final Map<Integer, OfTenant> tenants = new ConcurrentHashMap<>();
    private final long bytesMax;
    private final long tenantBytesMax;
    private volatile long bytes;
    private boolean freed;

    private static final class OfTenant {
        final Map<String, Shared> texts = new ConcurrentHashMap<>();
        volatile long bytes;
    }

    private static final class Shared {
        final String text;
        volatile int users;

        Shared(String text) {
            this.text = text;
        }
    }

    SharedTexts(long bytesMax, long tenantBytesMax) {
        this.bytesMax = bytesMax;
        this.tenantBytesMax = tenantBytesMax;
    }

    /** The text for one more user; empty when there is no room for another text. */
    Optional<String> take(int tenant, String text) {
        return fits(tenant, text, "") ? Optional.of(hold(tenant, text)) : Optional.empty();
    }

    /** The text for one more user, whether or not there is room. */
    String hold(int tenant, String text) {
        OfTenant own = tenants.computeIfAbsent(tenant, absent -> new OfTenant());
        Shared shared = own.texts.computeIfAbsent(text, Shared::new);
        if (shared.users == 0) {
            add(own, cost(text));
        }
        use(shared, 1);
        return shared.text;
    }

    /** One user less. */
    void release(int tenant, String text) {
        OfTenant own = tenants.get(tenant);
        Shared shared = own == null ? null : own.texts.get(text);
        if (own != null && shared != null) {
            use(shared, -1);
            if (shared.users == 0) {
                own.texts.remove(text);
                add(own, -cost(text));
                freed = true;
            }
        }
    }

    /** Whether there would be room for the text if one user of another let go of that. */
    boolean fits(int tenant, String text, String instead) {
        OfTenant own = tenants.get(tenant);
        if (own == null) {
            return cost(text) <= tenantBytesMax && bytes + cost(text) <= bytesMax;
        }
        if (own.texts.containsKey(text)) {
            return true;
        }
        Shared before = own.texts.get(instead);
        long more = cost(text) - (before != null && before.users == 1 ? cost(instead) : 0);
        return own.bytes + more <= tenantBytesMax && bytes + more <= bytesMax;
    }

    /** Whether any room became free since this was asked last. By the writer only. */
    boolean freed() {
        boolean since = freed;
        freed = false;
        return since;
    }

    /** What all take, roughly. */
    long bytes() {
        return bytes;
    }

    // Only the writer adds, so nothing comes between reading and writing.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void add(OfTenant own, long more) {
        own.bytes += more;
        bytes += more;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private static void use(Shared shared, int more) {
        shared.users += more;
    }

    // Two bytes a character where one is beyond Latin-1; the bound is for the worst.
    private static long cost(String text) {
        return OVERHEAD + 2L * text.length();
    }
}
