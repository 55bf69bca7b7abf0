package io.holdfast.edge.image;

import io.holdfast.tenancy.TenantId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The cohorts of this node, by index and by what they say. Reading takes no lock, from any thread; a cohort met for the first time
 * takes one for a moment. Bounded: what finds no room is its tenant's {@linkplain Cohort.Kind#OTHER other}.
 */
public final class CohortDirectory {
    /** Cohorts that say something, of all tenants: 2 MB of names, and of each cohort's figures some kilobytes. */
    public static final int COHORTS_MAX = 4_096;

    /** Of one tenant, so that sixteen tenants whose devices invent versions do not take all the room. */
    public static final int TENANT_COHORTS_MAX = 256;

    private final Map<TenantId, OfTenant> tenants = new ConcurrentHashMap<>();
    private final int cohortsMax;
    private final int tenantCohortsMax;
    private volatile Cohort[] byIndex = new Cohort[0];
    private final RoaringBitmap free = new RoaringBitmap();
    private final RoaringBitmap lost = new RoaringBitmap();
    private RoaringBitmap idle = new RoaringBitmap();
    private RoaringBitmap changed = new RoaringBitmap();
    private int saying;
    private volatile int generation;

    /** Two cohorts a tenant always has: of those who say nothing, and of those for whom there is no room. */
    private static final class OfTenant {
        final Map<String, Map<String, Cohort>> byType = new ConcurrentHashMap<>();
        volatile @Nullable Cohort unsaid;
        volatile @Nullable Cohort other;
        volatile boolean full;
        int saying;

        @Nullable
        Cohort find(String deviceType, String version) {
            if (deviceType.isEmpty() && version.isEmpty()) {
                return unsaid;
            }
            Map<String, Cohort> versions = byType.get(deviceType);
            Cohort known = versions == null ? null : versions.get(version);
            return known == null && full ? other : known;
        }
    }

    CohortDirectory() {
        this(COHORTS_MAX, TENANT_COHORTS_MAX);
    }

    CohortDirectory(int cohortsMax, int tenantCohortsMax) {
        this.cohortsMax = cohortsMax;
        this.tenantCohortsMax = tenantCohortsMax;
    }

    /** One more than the highest index that was ever given. */
    public int size() {
        return byIndex.length;
    }

    /** Another number after each cohort that came. */
    public int generation() {
        return generation;
    }

    /** The cohort with this index, which a device's record carried. */
    public Cohort at(int index) {
        return byIndex[index];
    }

    /** Every cohort that may have devices. */
    public List<Cohort> all() {
        synchronized (this) {
            return Arrays.stream(byIndex)
                    .filter(cohort -> !free.contains(cohort.index()))
                    .toList();
        }
    }

    /** Where a device of the tenant belongs that says this. */
    public Cohort of(TenantId tenant, String deviceType, String version) {
        OfTenant own = tenants.get(tenant);
        String type = RunningSoftware.cut(deviceType);
        String runs = RunningSoftware.cut(version);
        Cohort known = own == null ? null : own.find(type, runs);
        return known == null ? make(tenant, new RunningSoftware(type, runs)) : known;
    }

    private boolean isFull(OfTenant own) {
        return own.saying >= tenantCohortsMax || saying >= cohortsMax;
    }

    private synchronized Cohort make(TenantId tenant, RunningSoftware software) {
        OfTenant own = tenants.computeIfAbsent(tenant, absent -> new OfTenant());
        if (software.equals(RunningSoftware.UNSAID)) {
            Cohort there = own.unsaid;
            Cohort unsaid = there == null ? add(tenant, software, Cohort.Kind.ALIKE) : there;
            own.unsaid = unsaid;
            return unsaid;
        }
        Cohort there = own.find(software.deviceType(), software.version());
        if (there != null) {
            return there;
        }
        if (isFull(own)) {
            Cohort known = own.other;
            Cohort other = known == null ? add(tenant, RunningSoftware.UNSAID, Cohort.Kind.OTHER) : known;
            own.other = other;
            own.full =
                    true; // until something is forgotten: who says what is new takes no lock to hear that there is no
            // room
            return other;
        }
        Cohort made = add(tenant, software, Cohort.Kind.ALIKE);
        own.byType
                .computeIfAbsent(software.deviceType(), absent -> new ConcurrentHashMap<>())
                .put(software.version(), made);
        own.saying++;
        saying++;
        return made;
    }

    private Cohort add(TenantId tenant, RunningSoftware software, Cohort.Kind kind) {
        int index = free.isEmpty() ? byIndex.length : free.first();
        Cohort made = new Cohort(index, tenant, software, kind);
        Cohort[] next = Arrays.copyOf(byIndex, Math.max(byIndex.length, index + 1));
        next[index] = made;
        byIndex = next;
        free.remove(index);
        changed.add(index);
        int before = generation;
        generation = before + 1;
        return made;
    }

    /**
     * Gives up cohorts that no device has had for long, in steps, so that nobody who has just looked one up gives its index to a
     * device when it is another's: unused once, it is noted; twice, nobody finds it any more; three times, its index is free. Those of
     * devices that say nothing, or for whom there is no room, stay. To be called every ten minutes or so.
     *
     * @param used the indices that any device has
     */
    public synchronized void forget(BitSet used) {
        for (int index : lost.toArray()) {
            if (used.get(index)) {
                find(index);
            } else {
                free.add(index);
            }
            lost.remove(index);
        }
        RoaringBitmap before = idle;
        idle = new RoaringBitmap();
        for (Cohort cohort : byIndex) {
            boolean stays = cohort.software().equals(RunningSoftware.UNSAID) || free.contains(cohort.index());
            if (!stays && !used.get(cohort.index())) {
                if (before.contains(cohort.index())) {
                    lose(cohort);
                } else {
                    idle.add(cohort.index());
                }
            }
        }
        tenants.values().forEach(own -> own.full = false);
    }

    private void lose(Cohort cohort) {
        OfTenant own = tenants.get(cohort.tenant());
        String type = cohort.software().deviceType();
        Map<String, Cohort> versions = own == null ? null : own.byType.get(type);
        if (own != null && versions != null && versions.remove(cohort.software().version(), cohort)) {
            if (versions.isEmpty()) {
                own.byType.remove(type);
            }
            own.saying--;
            saying--;
            lost.add(cohort.index());
        }
    }

    private void find(int index) {
        Cohort again = byIndex[index];
        OfTenant own = tenants.computeIfAbsent(again.tenant(), absent -> new OfTenant());
        Cohort since = own.byType
                .computeIfAbsent(again.software().deviceType(), absent -> new ConcurrentHashMap<>())
                .putIfAbsent(again.software().version(), again);
        if (since == null) {
            own.saying++;
            saying++;
        }
    }

    /** Indices given since this was asked last, to be stored. */
    synchronized RoaringBitmap takeChanged() {
        RoaringBitmap since = changed;
        changed = new RoaringBitmap();
        return since;
    }

    /** Puts a stored cohort back, before anybody asks; in the order of their indices. */
    synchronized void restore(Cohort stored) {
        if (stored.index() != byIndex.length) {
            throw new IllegalArgumentException("cohort " + byIndex.length + " is not stored");
        }
        byIndex = Arrays.copyOf(byIndex, byIndex.length + 1);
        byIndex[stored.index()] = stored;
        OfTenant own = tenants.computeIfAbsent(stored.tenant(), absent -> new OfTenant());
        if (stored.kind() == Cohort.Kind.OTHER) {
            own.other = stored;
        } else if (stored.software().equals(RunningSoftware.UNSAID)) {
            own.unsaid = stored;
        } else {
            Cohort earlier = own.byType
                    .computeIfAbsent(stored.software().deviceType(), absent -> new ConcurrentHashMap<>())
                    .put(stored.software().version(), stored);
            if (earlier != null) {
                free.add(earlier.index()); // forgotten, and met again under another index
            } else {
                own.saying++;
                saying++;
            }
        }
    }
}
