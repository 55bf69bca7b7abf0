package io.holdfast.identity;

import io.holdfast.identity.EnrolmentRows.Admission;
import io.holdfast.identity.EnrolmentRows.Known;
import io.holdfast.identity.EnrolmentRows.NewKey;
import io.holdfast.platform.database.CountedConnection;
import io.holdfast.platform.database.Transactions;
import io.holdfast.report.BatchResult;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.HeldQuota;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks up, adds and, where they were preauthorised, accepts many devices at once. Devices that wait for a person, which is
 * what a storm of strangers is made of, cost one look for the whole batch and no write.
 */
public final class EnrolmentBatch {
    private final DeviceQuota quota;
    private final EnrolmentLimits limits;
    private final PendingTrim trim;

    public EnrolmentBatch(DeviceQuota quota, EnrolmentLimits limits) {
        this.quota = quota;
        this.limits = limits;
        this.trim = new PendingTrim(limits);
    }

    /**
     * Commits the enrolments, all or none, and answers in their order, which is that of the acceptances too. The connection is
     * on autocommit and stays so.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown: sending it
     *     again is safe
     */
    public BatchResult<EnrolVerdict> commit(Connection connection, List<Enrolment> enrolments) {
        CountedConnection counted = new CountedConnection(connection);
        Connection view = counted.view();
        List<Known> known = EnrolmentRows.look(view, enrolments);
        if (known.stream().noneMatch(EnrolmentBatch::needsWriting)) {
            return new BatchResult<>(verdicts(known, Set.of(), Map.of()), OptionalLong.empty(), counted.statements());
        }
        Written written = new Transactions(() -> view).write(transaction -> write(transaction, enrolments, known));
        trim.added(view, written.newDevices());
        return new BatchResult<>(written.verdicts(), written.seq(), counted.statements());
    }

    private record Written(List<EnrolVerdict> verdicts, OptionalLong seq, Map<TenantId, Integer> newDevices) {}

    private static boolean needsWriting(Known known) {
        return known.set().isEmpty() || isPreauthorized(known);
    }

    private static boolean isPreauthorized(Known known) {
        return known.set()
                .filter(set -> set.standing() == Standing.PREAUTHORIZED)
                .isPresent();
    }

    /** Quota, devices, auth sets, feed: the order of locks that everybody keeps. */
    private Written write(Connection connection, List<Enrolment> enrolments, List<Known> before) {
        Map<TenantId, HeldQuota> held = holdQuotas(connection, enrolments, before);
        List<Enrolment> touched = before.stream()
                .filter(EnrolmentBatch::needsWriting)
                .map(known -> enrolments.get(known.index()))
                .toList();
        List<Enrolment> strangers = before.stream()
                .filter(known -> known.device().isEmpty())
                .map(known -> enrolments.get(known.index()))
                .toList();
        EnrolmentRows.complete(connection, touched);
        if (!strangers.isEmpty()) {
            EnrolmentRows.addDevices(connection, strangers);
        }
        EnrolmentRows.holdDevices(connection, touched);
        List<Known> now = addKeys(connection, enrolments);
        Admissions admissions = Admissions.choose(enrolments, now, held);
        OptionalLong seq = admissions.write(connection, held);
        return new Written(verdicts(now, admissions.refused(), accepted(admissions, seq)), seq, count(strangers));
    }

    private Map<TenantId, HeldQuota> holdQuotas(Connection connection, List<Enrolment> enrolments, List<Known> before) {
        TreeSet<TenantId> tenants = new TreeSet<>((a, b) -> a.value().compareTo(b.value()));
        before.stream()
                .filter(EnrolmentBatch::isPreauthorized)
                .forEach(known -> tenants.add(enrolments.get(known.index()).tenant()));
        Map<TenantId, HeldQuota> held = new HashMap<>();
        tenants.forEach(tenant -> held.put(tenant, this.quota.hold(connection, tenant)));
        return held;
    }

    private List<Known> addKeys(Connection connection, List<Enrolment> enrolments) {
        List<Known> now = EnrolmentRows.look(connection, enrolments);
        List<NewKey> keys = new ArrayList<>();
        for (Known known : now) {
            Enrolment enrolment = enrolments.get(known.index());
            if (known.set().isEmpty()) {
                known.device().ifPresent(device -> keys.add(new NewKey(enrolment.tenant(), device.id(), enrolment)));
            }
        }
        if (keys.isEmpty()) {
            return now;
        }
        EnrolmentRows.addKeys(connection, keys, limits.keysOfDevice());
        return EnrolmentRows.look(connection, enrolments);
    }

    private static Map<Integer, EnrolVerdict> accepted(Admissions admissions, OptionalLong seq) {
        Map<Integer, EnrolVerdict> accepted = new HashMap<>();
        admissions
                .chosen()
                .forEach((index, admission) -> accepted.put(
                        index, new EnrolVerdict.Accepted(admission.device(), admission.set(), seq.orElseThrow())));
        return accepted;
    }

    private static List<EnrolVerdict> verdicts(
            List<Known> known, Set<Integer> refused, Map<Integer, EnrolVerdict> accepted) {
        return known.stream()
                .map(one -> {
                    EnrolVerdict verdict = accepted.get(one.index());
                    if (verdict != null) {
                        return verdict;
                    }
                    return refused.contains(one.index()) ? new EnrolVerdict.LimitReached() : verdict(one);
                })
                .toList();
    }

    private static EnrolVerdict verdict(Known known) {
        if (known.device().isEmpty()) {
            // Decommissioned between two statements: the next request begins anew.
            return new EnrolVerdict.Pending();
        }
        if (known.set().isEmpty()) {
            return new EnrolVerdict.TooManyKeys();
        }
        EnrolmentRows.KnownDevice device = known.device().get();
        EnrolmentRows.KnownSet set = known.set().get();
        return switch (set.standing()) {
            case ACCEPTED ->
                device.standing() == Standing.ACCEPTED
                        ? new EnrolVerdict.Accepted(device.id(), set.id(), known.seq())
                        : new EnrolVerdict.Pending();
            case REJECTED -> new EnrolVerdict.Rejected();
            // Preauthorised since the quota could have been held: the next request finds it.
            case PENDING, PREAUTHORIZED, NOAUTH -> new EnrolVerdict.Pending();
        };
    }

    private static Map<TenantId, Integer> count(List<Enrolment> strangers) {
        Map<TenantId, Integer> counts = new HashMap<>();
        strangers.forEach(stranger -> counts.merge(stranger.tenant(), 1, Integer::sum));
        return counts;
    }

    /**
     * Which preauthorised keys are let in.
     *
     * @param chosen by place in the batch
     * @param rotated devices among them that had another accepted key and need no slot
     * @param refused places for which there was no slot
     */
    private record Admissions(Map<Integer, Admission> chosen, List<Admission> rotated, Set<Integer> refused) {

        static Admissions choose(List<Enrolment> enrolments, List<Known> now, Map<TenantId, HeldQuota> held) {
            Admissions admissions = new Admissions(new HashMap<>(), new ArrayList<>(), new HashSet<>());
            Map<TenantId, Integer> granted = new HashMap<>();
            Set<DeviceId> seen = new HashSet<>();
            for (Known known : now) {
                TenantId tenant = enrolments.get(known.index()).tenant();
                HeldQuota quota = held.get(tenant);
                if (!isPreauthorized(known) || quota == null) {
                    continue;
                }
                EnrolmentRows.KnownDevice device = known.device().orElseThrow();
                // Of two preauthorised keys of one device the later one waits for the next batch.
                if (seen.add(device.id())) {
                    Admission admission = new Admission(
                            tenant, device.id(), known.set().orElseThrow().id());
                    admissions.consider(known.index(), admission, device.standing(), quota, granted);
                }
            }
            return admissions;
        }

        private void consider(
                int index, Admission admission, Standing standing, HeldQuota quota, Map<TenantId, Integer> granted) {
            int wanted = granted.getOrDefault(admission.tenant(), 0) + 1;
            if (standing == Standing.ACCEPTED) {
                chosen.put(index, admission);
                rotated.add(admission);
            } else if (quota.grant(wanted) == wanted) {
                chosen.put(index, admission);
                granted.put(admission.tenant(), wanted);
            } else {
                refused.add(index);
            }
        }

        OptionalLong write(Connection connection, Map<TenantId, HeldQuota> held) {
            if (chosen.isEmpty()) {
                return OptionalLong.empty();
            }
            List<Admission> all = List.copyOf(chosen.values());
            EnrolmentRows.admitKeys(connection, all);
            held.forEach((tenant, quota) -> {
                List<Admission> ofTenant =
                        all.stream().filter(a -> a.tenant().equals(tenant)).toList();
                quota.accepted(EnrolmentRows.admitDevices(connection, tenant, ofTenant));
            });
            long seq = EnrolmentRows.publish(connection, all);
            if (!rotated.isEmpty()) {
                EnrolmentRows.raiseFloor(connection, rotated, seq);
            }
            return OptionalLong.of(seq);
        }
    }
}
