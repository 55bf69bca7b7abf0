package io.holdfast.gateway.url;

import io.holdfast.exposure.UrlId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.tenancy.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How much may go through device URLs at once. Safe from any thread. */
final class UrlLimits {
    /** Requests and WebSockets of one URL at one time: ten visitors' browsers, which open six connections each. */
    static final int PER_URL_MAX = 64;

    /** Of a node: each holds two windows of 64 KiB at most, 256 MB in all. */
    static final int PER_NODE_MAX = 2_000;

    /** Of those, one tenant's: others' visitors always find some. */
    static final int PER_TENANT_MAX = PER_NODE_MAX / 4;

    /** A page of a hundred resources comes at once; a device's small program can do no more a second than this. */
    static final int BURST = 200;

    static final int PER_SECOND = 100;

    private static final int KEPT_MAX = 10_000;

    private final Clock clock;
    private final Map<UrlId, Gauge> gauges = new ConcurrentHashMap<>();
    private final Map<TenantId, Integer> tenants = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();

    UrlLimits(Clock clock) {
        this.clock = clock;
    }

    private static final class Gauge {
        int inFlight;
        double tokens = BURST;
        long at;
    }

    /** Takes a place, or says why there is none. What took one {@linkplain #leave leaves} it. */
    Optional<UrlTrouble> enter(UrlId url, TenantId tenant) {
        if (inFlight.incrementAndGet() > PER_NODE_MAX) {
            inFlight.decrementAndGet();
            return Optional.of(UrlTrouble.NODE_FULL);
        }
        if (tenants.merge(tenant, 1, Integer::sum) > PER_TENANT_MAX) {
            giveBack(tenant);
            return Optional.of(UrlTrouble.NODE_FULL);
        }
        long now = clock.monotonicNanos();
        if (gauges.size() >= KEPT_MAX) {
            gauges.values().removeIf(gauge -> gauge.inFlight == 0);
        }
        Trouble[] found = new Trouble[] {Trouble.NONE};
        gauges.compute(url, (id, known) -> {
            Gauge gauge = known == null ? fresh(now) : known;
            found[0] = take(gauge, now);
            return gauge;
        });
        Optional<UrlTrouble> trouble = switch (found[0]) {
            case NONE -> Optional.empty();
            case RATE -> Optional.of(UrlTrouble.TOO_MANY_REQUESTS);
            case FULL -> Optional.of(UrlTrouble.URL_FULL);
        };
        if (trouble.isPresent()) {
            giveBack(tenant);
        }
        return trouble;
    }

    private enum Trouble {
        NONE,
        RATE,
        FULL
    }

    private static Gauge fresh(long now) {
        Gauge gauge = new Gauge();
        gauge.at = now;
        return gauge;
    }

    private static Trouble take(Gauge gauge, long now) {
        gauge.tokens = Math.min(BURST, gauge.tokens + (now - gauge.at) / 1e9 * PER_SECOND);
        gauge.at = now;
        if (gauge.inFlight >= PER_URL_MAX) {
            return Trouble.FULL;
        }
        if (gauge.tokens < 1) {
            return Trouble.RATE;
        }
        gauge.tokens--;
        gauge.inFlight++;
        return Trouble.NONE;
    }

    private void giveBack(TenantId tenant) {
        inFlight.decrementAndGet();
        var left = tenants.computeIfPresent(tenant, (id, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    void leave(UrlId url, TenantId tenant) {
        giveBack(tenant);
        var left = gauges.computeIfPresent(url, (id, gauge) -> {
            gauge.inFlight--;
            return gauge;
        });
    }

    int inFlight() {
        return inFlight.get();
    }
}
