package io.holdfast.fleet.bench;

import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.seed.FleetSeed;
import io.holdfast.fleet.seed.TokenTable;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Status reports acknowledged, 256 callers; then the same on a disk whose flush takes 2 ms. */
final class IntakeBench implements Bench {
    private static final int CALLERS = 256;
    private static final int THREADS = 2;
    private static final String TYPE = "bench-board";

    @Override
    public String name() {
        return "intake";
    }

    @Override
    public String description() {
        return "Status reports acknowledged, each changing a row, from 256 callers. The figures slow_… are the same with"
                + " a flush of 2 ms emulated (commit_delay 2000, commit_siblings 0): publish those.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int devices = context.quick() ? 20_000 : 200_000;
        int deployments = context.quick() ? 8 : 12;
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            TokenTable tokens = test.startSeeded(
                    context,
                    devices + " devices, each in " + deployments + " deployments",
                    devices,
                    (seed, tenant) -> seed(seed, tenant, devices, deployments));
            return measure(context, test, tokens, deployments);
        } catch (SQLException | ConnectException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    private static void seed(FleetSeed seed, UUID tenant, int devices, int deployments) throws SQLException {
        seed.devices(tenant, 0, devices);
        for (int i = 0; i < deployments; i++) {
            seed.deployment(tenant, i, TYPE, 0, devices, 0);
        }
    }

    private static Map<String, Object> measure(
            BenchContext context, ServerUnderTest test, TokenTable tokens, int deployments) throws ConnectException {
        List<ReportSequence> sequences = new ArrayList<>();
        for (int loop = 0; loop < THREADS; loop++) {
            sequences.add(new ReportSequence(tokens, test.plain().authority(), deployments, loop, THREADS));
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        try (LoadGenerator generator = LoadGenerator.connect(test.plain(), CALLERS, THREADS, sequences::get)) {
            context.progress().accept("Measuring reports on this machine's disk.");
            generator.run(new Pace.ClosedLoop(), context.warmUp().dividedBy(3));
            put(figures, "", samples(context, test, generator, sequences));
            context.progress().accept("Measuring reports with a flush of 2 ms.");
            test.postgres().set("commit_siblings", "0");
            test.postgres().set("commit_delay", "2000");
            put(figures, "slow_", samples(context, test, generator, sequences));
        }
        figures.put("callers", CALLERS);
        return figures;
    }

    private static List<Sample> samples(
            BenchContext context, ServerUnderTest test, LoadGenerator generator, List<ReportSequence> sequences) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < context.repeat(); i++) {
            samples.add(test.measure(
                            generator, new Pace.ClosedLoop(), context.measured().dividedBy(2))
                    .expecting(204));
            if (sequences.stream().anyMatch(ReportSequence::exhausted)) {
                throw new IllegalStateException("the reports were used up: fewer repeats, or more deployments");
            }
        }
        return samples;
    }

    private static void put(Map<String, Object> figures, String prefix, List<Sample> samples) {
        figures.put(prefix + "reports_per_s", Median.of(samples, Sample::perSecond));
        figures.put(prefix + "p99_ms", Median.of(samples, Sample::p99Millis));
        figures.put(prefix + "cpu_us_per_report", Median.of(samples, Sample::serverMicrosPerRequest));
        figures.put(prefix + "pg_cpu_us_per_report", Median.of(samples, Sample::postgresMicrosPerRequest));
        figures.put(prefix + "transactions_per_report", Median.of(samples, Sample::transactionsPerRequest));
    }
}
