package io.holdfast.fleet.bench;

import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.stage.Stage;
import io.holdfast.fleet.link.Herd;
import io.holdfast.fleet.link.HerdCounts;
import io.holdfast.fleet.link.HerdPlan;
import io.holdfast.fleet.link.ReconnectPolicy;
import io.holdfast.fleet.link.Recovery;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerMetrics;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.proxy.Fault;
import io.holdfast.fleet.proxy.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * Workload a: {@code kill -9} of the server under 18,000 links, started again at once, and every device tries until it is back. The local
 * store holds 1,000,000 devices, so that what starts is the server of a large fleet.
 */
final class StormBench implements Bench {
    private static final int LINKS = 18_000;
    private static final int QUICK_LINKS = 1_000;
    private static final int KNOWN = 1_000_000;
    private static final int QUICK_KNOWN = 20_000;
    private static final Duration OPENING_MAX = Duration.ofMinutes(3);
    /** Who is not back then is told by what is missing from the figures. */
    private static final Duration STORM_MAX = Duration.ofMinutes(3);

    private static final Duration SETTLED = Duration.ofSeconds(5);
    private static final Duration ONE_WAY = Duration.ofMillis(25);

    private static final ReconnectPolicy DEAF = new ReconnectPolicy.Uncooperative();
    private static final IntFunction<ReconnectPolicy> ALL_DEAF = link -> DEAF;

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String description() {
        return "kill -9 of a server with 18,000 links, which all come back at once: every 100 ms and deaf, over TLS, heeding the"
                + " server's hints, with the database dead or 50 ms away, every 5 s as real agents do.";
    }

    /** What is around the storm. */
    private enum Database {
        THERE,
        SLOW,
        DEAD
    }

    private record Variant(String prefix, boolean tls, Database database, IntFunction<ReconnectPolicy> policies) {}

    private static final List<Variant> VARIANTS = List.of(
            new Variant("", false, Database.THERE, ALL_DEAF),
            new Variant("tls_", true, Database.THERE, ALL_DEAF),
            new Variant("heeding_", false, Database.THERE, link -> DEAF.obedient()),
            new Variant("half_heeding_", false, Database.THERE, ReconnectPolicy.mix(DEAF, DEAF.obedient())),
            new Variant("database_dead_", false, Database.DEAD, ALL_DEAF),
            new Variant("database_slow_", false, Database.SLOW, ALL_DEAF),
            new Variant("every_5s_", false, Database.THERE, link -> new ReconnectPolicy.MenderConnect21()));

    /** One storm. */
    private record Storm(
            Recovery recovery,
            double firstAcceptMillis,
            HerdCounts before,
            HerdCounts after,
            double peakRssMegabytes,
            double transactions,
            double deviceStatements,
            double uiP99Millis) {
        double attemptsPerDevice() {
            return (double) (after.attempts() - before.attempts()) / recovery.links();
        }

        double timeouts() {
            return after.timeouts() - before.timeouts();
        }

        double refused() {
            return after.refused() - before.refused();
        }
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        DrillContext drill =
                new DrillContext(!context.quick(), OptionalLong.empty(), context.folder(), context.progress());
        int known = context.quick() ? QUICK_KNOWN : KNOWN;
        int links = context.quick() ? QUICK_LINKS : LINKS;
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("devices", links);
        figures.put("known", known);
        try (Stage stage = Stage.set(drill, known)) {
            stage.server().close(); // a clean stop writes the snapshot
            stage.startServer().awaitReady();
            for (Variant variant : VARIANTS) {
                List<Storm> storms = new ArrayList<>();
                for (int i = 0; i < context.repeat(); i++) {
                    context.progress().accept("Storm " + (i + 1) + " of " + context.repeat() + " " + variant.prefix());
                    storms.add(storm(drill, stage, variant, links));
                }
                put(figures, variant.prefix(), storms);
            }
        }
        return figures;
    }

    private static Storm storm(DrillContext context, Stage stage, Variant variant, int links) {
        Target target = variant.tls() ? stage.tlsTarget(context) : stage.target();
        HerdPlan plan = HerdPlan.of(target, links, stage.tokens()::write).comingBack(variant.policies());
        try (Herd herd = Herd.start(plan)) {
            if (!herd.awaitRecovery(OPENING_MAX)) {
                throw new IllegalStateException("the herd did not open: " + herd.counts());
            }
            Poll.until(SETTLED, () -> false);
            begin(stage, variant.database());
            try (Impatience person = Impatience.of(stage.api())) {
                HerdCounts before = herd.counts();
                long transactions = transactions(stage, variant);
                herd.mark();
                long marked = System.nanoTime();
                stage.killServer();
                ServerProcess server = stage.startServer();
                herd.awaitRecovery(STORM_MAX);
                Recovery recovery = herd.recovery();
                double sinceExec = recovery.first().orElse(STORM_MAX).toNanos() - (server.startedNanos() - marked);
                double statements =
                        ServerMetrics.of(stage.server().launch()).sum("holdfast_device_sql_statements_total{", "");
                return new Storm(
                        recovery,
                        sinceExec / 1e6,
                        before,
                        herd.counts(),
                        server.peakRssMegabytes(),
                        transactions(stage, variant) - transactions,
                        statements,
                        person.p99Millis());
            } finally {
                end(stage, variant.database());
            }
        }
    }

    /** Those of the server's start and of its looks at the feed are among them. */
    private static long transactions(Stage stage, Variant variant) {
        return variant.database() == Database.DEAD ? 0 : Transactions.of(stage.postgres());
    }

    private static void begin(Stage stage, Database database) {
        switch (database) {
            case THERE -> {}
            case SLOW -> {
                stage.databaseWire().set(Way.FORTH, new Fault.Delay(ONE_WAY));
                stage.databaseWire().set(Way.BACK, new Fault.Delay(ONE_WAY));
            }
            case DEAD -> stage.postgres().processes().kill();
        }
    }

    /** The next storm begins with a server that has seen its database. */
    private static void end(Stage stage, Database database) {
        switch (database) {
            case THERE -> {}
            case SLOW -> stage.databaseWire().heal();
            case DEAD -> stage.postgres().restart();
        }
        Poll.require(
                "the server sees its database",
                OPENING_MAX,
                () -> stage.api()
                                .get("/api/management/v2/devauth/devices/count")
                                .status()
                        == 200);
    }

    private static void put(Map<String, Object> figures, String prefix, List<Storm> storms) {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        storms.forEach(storm -> storm.recovery()
                .figures()
                .forEach((name, seconds) ->
                        times.computeIfAbsent(name, none -> new ArrayList<>()).add(seconds)));
        times.forEach((name, seconds) -> figures.put(prefix + name, Median.of(seconds, Double::doubleValue)));
        figures.put(prefix + "first_accept_ms", Median.of(storms, Storm::firstAcceptMillis));
        figures.put(prefix + "attempts_per_device", Median.of(storms, Storm::attemptsPerDevice));
        figures.put(prefix + "timeouts", Median.of(storms, Storm::timeouts));
        figures.put(prefix + "refused", Median.of(storms, Storm::refused));
        figures.put(prefix + "peak_rss_mb", Median.of(storms, Storm::peakRssMegabytes));
        figures.put(prefix + "sql_total", Median.of(storms, Storm::transactions));
        figures.put(prefix + "device_sql", Median.of(storms, Storm::deviceStatements));
        figures.put(prefix + "ui_p99_ms", Median.of(storms, Storm::uiP99Millis));
    }
}
