package io.holdfast.edge.cohort;

import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the cohorts that are out of line: far beyond the other versions of their tenant, or of the whole node where the tenant has no
 * others, and beyond what was usual for themselves. Who is as loud as everybody else in a storm is not out of line; nor is who is the
 * only one, because there is nobody to be compared with.
 */
final class OutOfLine {
    /** Below it a ratio is chance. */
    static final int SAMPLES_MIN = 50;

    /** How far beyond the others. */
    static final double RATIO_MIN = 5;

    /** How far beyond what is usual, in median deviations. */
    private static final double DEVIATIONS_MIN = 6;

    /** What takes less of the work is nobody's trouble: a tenth of its share if one device in a hundred costs ten times its part. */
    private static final double SHARE_MIN = 0.02;

    /** So few devices are no fleet to be compared with. */
    private static final int DEVICES_MIN = 20;

    /** A device that comes back from an outage connects once or twice in a minute. */
    private static final double CONNECTS_MIN = 3;

    /** One that comes back asks for a token, an update and a configuration, reports, and is quiet. */
    private static final double REQUESTS_MIN = 6;

    /** Half a thousandth of a core: expensive, but of nothing. */
    private static final long LOOP_NANOS_MIN = 30_000_000;

    private static final double ERRORS_MIN = 0.2;

    private final Map<TenantId, Measured> tenants = new HashMap<>();
    private final Measured node;
    private final Instant now;

    /** One cohort's last minute and what is usual for it. */
    record Candidate(Cohort cohort, Measured minute, Baseline baseline) {}

    /** Over all cohorts that were heard in the last minute, and all devices that were not. */
    OutOfLine(List<Candidate> all, Instant now) {
        this.now = now;
        Measured sum = new Measured(0, Spent.nothing());
        for (Candidate each : all) {
            sum = sum.and(each.minute());
            tenants.merge(each.cohort().tenant(), each.minute(), Measured::and);
        }
        this.node = sum;
    }

    /** Why this one is out of line; empty when it is not. */
    Optional<Suspicion> judge(Candidate one) {
        Measured own = one.minute();
        if (own.spent().requests() < SAMPLES_MIN) {
            return Optional.empty();
        }
        return judge(one, Measure.CONNECTS)
                .or(() -> judge(one, Measure.REQUESTS))
                .or(() -> judge(one, Measure.COST))
                .or(() -> judge(one, Measure.ERRORS));
    }

    private record Others(Measured measured, boolean ofTenant) {}

    private Optional<Suspicion> judge(Candidate one, Measure measure) {
        Measured own = one.minute();
        Optional<Others> others = others(one, measure);
        if (others.isEmpty() || !matters(own, measure)) {
            return Optional.empty();
        }
        double value = measure.of(own);
        double theirs = measure.of(others.get().measured());
        boolean unusual = one.baseline()
                .usual(measure)
                .map(usual -> usual.beyond(value) > DEVIATIONS_MIN)
                .orElse(true);
        return value > RATIO_MIN * theirs && unusual
                ? Optional.of(new Suspicion(
                        now,
                        kind(measure),
                        sentence(one, measure, others.get()),
                        rate(own, others.get().measured())))
                : Optional.empty();
    }

    private Optional<Others> others(Candidate one, Measure measure) {
        Measured ofTenant =
                tenants.getOrDefault(one.cohort().tenant(), one.minute()).without(one.minute());
        if (compares(ofTenant, measure)) {
            return Optional.of(new Others(ofTenant, true));
        }
        Measured ofNode = node.without(one.minute());
        return compares(ofNode, measure) ? Optional.of(new Others(ofNode, false)) : Optional.empty();
    }

    private static boolean compares(Measured others, Measure measure) {
        return switch (measure) {
            case CONNECTS, REQUESTS -> others.devices() >= DEVICES_MIN;
            case COST, ERRORS -> others.spent().requests() >= SAMPLES_MIN;
        };
    }

    private boolean matters(Measured own, Measure measure) {
        return switch (measure) {
            case CONNECTS ->
                own.spent().connects() >= SAMPLES_MIN && measure.of(own) >= CONNECTS_MIN && share(own) >= SHARE_MIN;
            case REQUESTS -> measure.of(own) >= REQUESTS_MIN && share(own) >= SHARE_MIN;
            case COST -> own.spent().loopNanos() >= LOOP_NANOS_MIN && share(own) >= SHARE_MIN;
            case ERRORS -> own.spent().errors() >= SAMPLES_MIN && measure.of(own) >= ERRORS_MIN;
        };
    }

    private double share(Measured own) {
        return Math.max(
                (double) own.spent().requests() / Math.max(1, node.spent().requests()),
                (double) own.spent().loopNanos() / Math.max(1, node.spent().loopNanos()));
    }

    private static Suspicion.Kind kind(Measure measure) {
        return switch (measure) {
            case COST -> Suspicion.Kind.COST;
            case CONNECTS -> Suspicion.Kind.CONNECTS;
            case REQUESTS -> Suspicion.Kind.REQUESTS;
            case ERRORS -> Suspicion.Kind.ERRORS;
        };
    }

    private static int rate(Measured own, Measured others) {
        double usual = Measure.REQUESTS.of(others) * own.devices() / 60;
        return (int) Math.clamp(Math.ceil(2 * usual), 1, 100_000);
    }

    private String sentence(Candidate one, Measure measure, Others others) {
        double value = measure.of(one.minute());
        double theirs = measure.of(others.measured());
        String does = switch (measure) {
            case CONNECTS -> "open a live link %s times a minute each, where %s do %s times";
            case REQUESTS -> "send %s requests a minute each, where %s send %s";
            case COST -> "cost %s microseconds of an event loop a request, where %s cost %s";
            case ERRORS -> "are answered an error %s times a request, where %s are %s times";
        };
        String whom = others.ofTenant() ? "the tenant's other devices" : "all other devices";
        return ("%d devices (%s) " + does + "; they take %.0f %% of the server's work for devices.")
                .formatted(
                        one.minute().devices(),
                        name(one.cohort()),
                        number(value),
                        whom,
                        number(theirs),
                        100.0
                                * one.minute().spent().loopNanos()
                                / Math.max(1, node.spent().loopNanos()));
    }

    private static String name(Cohort cohort) {
        RunningSoftware said = cohort.software();
        return switch (cohort.kind()) {
            case OTHER -> "of versions too many to tell apart";
            case ALIKE ->
                "type " + (said.deviceType().isEmpty() ? "not said" : said.deviceType()) + ", running "
                        + (said.version().isEmpty() ? "not said" : said.version());
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.0f" : value >= 1 ? "%.1f" : "%.2f", value);
    }
}
