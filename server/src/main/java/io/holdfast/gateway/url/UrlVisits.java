package io.holdfast.gateway.url;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlUse;
import io.holdfast.platform.clock.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Counts who comes to device URLs, in memory, and has it put on record in batches: hits a URL, and each visitor's first coming in an
 * hour, of strangers {@link #STRANGERS_MAX}. Safe from any thread.
 */
public final class UrlVisits {
    /** Comings that wait for the database; some 300 bytes each. */
    private static final int WAITING_MAX = 10_000;

    private static final int KNOWN_MAX = 50_000;

    /** Of one URL in an hour whom nobody knows: what the world looks at would fill the audit trail with addresses. */
    static final int STRANGERS_MAX = 100;

    private final Clock clock;
    private final Predicate<UrlUse.Batch> record;
    private final Map<UrlId, UrlUse.Hits> hits = new ConcurrentHashMap<>();
    private final Map<UrlId, Integer> strangers = new ConcurrentHashMap<>();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Queue<UrlUse.Visit> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicLong leftOut = new AtomicLong();
    private volatile Instant hour = Instant.EPOCH;

    /** @param record puts a batch on record; false when that cannot be done now. Blocks. */
    public UrlVisits(Clock clock, Predicate<UrlUse.Batch> record) {
        this.clock = clock;
        this.record = record;
    }

    /** Somebody came. */
    void came(DeviceUrl url, Visitor visitor, String address) {
        Instant now = clock.now();
        var counted = hits.merge(url.id(), new UrlUse.Hits(url.tenant(), url.id(), 1, now), UrlUse.Hits::plus);
        Instant thisHour = now.truncatedTo(ChronoUnit.HOURS);
        if (!thisHour.equals(hour)) {
            hour = thisHour;
            strangers.clear();
            known.clear();
        } else if (known.size() > KNOWN_MAX) {
            known.clear();
        }
        if (!known.add(url.id() + " " + visitor.onRecord())) {
            return;
        }
        boolean beyond =
                visitor instanceof Visitor.Stranger && strangers.merge(url.id(), 1, Integer::sum) > STRANGERS_MAX;
        if (beyond) {
            leftOut.incrementAndGet();
        } else if (waits.incrementAndGet() > WAITING_MAX) {
            waits.decrementAndGet();
            leftOut.incrementAndGet();
        } else {
            waiting.add(new UrlUse.Visit(
                    url.tenant(), url.device(), url.id(), user(visitor), visitor.onRecord(), address, now));
        }
    }

    private static java.util.Optional<io.holdfast.access.UserId> user(Visitor visitor) {
        return visitor instanceof Visitor.Person person
                ? java.util.Optional.of(person.user())
                : java.util.Optional.empty();
    }

    /** Has what was counted put on record; what cannot be waits for the next time. */
    public void flush() {
        List<UrlUse.Hits> counted = new ArrayList<>();
        for (UrlId id : hits.keySet()) {
            java.util.Optional.ofNullable(hits.remove(id)).ifPresent(counted::add);
        }
        List<UrlUse.Visit> visits = new ArrayList<>();
        for (UrlUse.Visit next = waiting.poll(); next != null; next = waiting.poll()) {
            visits.add(next);
        }
        if (counted.isEmpty() && visits.isEmpty()) {
            return;
        }
        if (record.test(new UrlUse.Batch(counted, visits))) {
            waits.addAndGet(-visits.size());
        } else {
            counted.forEach(one -> hits.merge(one.url(), one, UrlUse.Hits::plus));
            waiting.addAll(visits);
        }
    }

    /** Comings that are on no record: beyond an hour's strangers, or because the database was away for too long; for a counter. */
    public long leftOut() {
        return leftOut.get();
    }
}
