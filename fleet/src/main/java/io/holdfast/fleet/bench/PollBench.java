package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.load.RequestWriter;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.seed.FleetSeed;
import io.holdfast.fleet.seed.TokenRequest;
import io.holdfast.fleet.seed.TokenTable;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntFunction;

/** Workload b: polls without an update, each from another device drawn evenly from a million. */
final class PollBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final int THREADS = 2;
    private static final int STEADY_PER_SECOND = 10_000;
    private static final String TYPE = "bench-board";
    private static final int TENANTS_ELSEWHERE = 20;
    private static final int DEVICES_ELSEWHERE = 1_000;
    /** Targets that have not installed the near match yet, so that it stays active. */
    private static final int STILL_OPEN = 100;

    private static final Pace CLOSED = new Pace.ClosedLoop();

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public String description() {
        return "Polls without an update over keep-alive connections, each from another of 1,000,000 devices; 20 rollouts"
                + " are active elsewhere, and one that nearly every device has just installed.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int devices = context.quick() ? 20_000 : 1_000_000;
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            long emptyHeap = restartedHeap(test);
            TokenTable tokens = test.startSeeded(
                    context,
                    devices + " devices and 21 rollouts",
                    devices,
                    (seed, tenant) -> seed(seed, tenant, devices));
            Map<String, Object> figures = measure(context, test, tokens);
            figures.put("devices", devices);
            figures.put("rss_mb", Median.rounded(test.server().cost().rssMegabytes()));
            long imageBytes = Heap.liveBytes(test.server().pid()) - emptyHeap;
            figures.put("image_bytes_per_device", Median.rounded((double) imageBytes / devices));
            return figures;
        } catch (SQLException | ConnectException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    /** Of a server that has not made the schema in this run: migrations leave caches behind. */
    private static long restartedHeap(ServerUnderTest test) {
        test.stop();
        test.start();
        return Heap.liveBytes(test.server().pid());
    }

    private static void seed(FleetSeed seed, UUID tenant, int devices) throws SQLException {
        int beyond = devices + STILL_OPEN;
        seed.devices(tenant, 0, beyond);
        seed.deployment(tenant, 0, TYPE, 0, beyond, devices);
        for (int i = 1; i <= TENANTS_ELSEWHERE; i++) {
            UUID elsewhere = seed.tenant("elsewhere-" + i);
            long from = beyond + (long) i * DEVICES_ELSEWHERE;
            seed.devices(elsewhere, from, from + DEVICES_ELSEWHERE);
            seed.deployment(elsewhere, i, TYPE, from, from + DEVICES_ELSEWHERE, from);
        }
    }

    private static Map<String, Object> measure(BenchContext context, ServerUnderTest test, TokenTable tokens)
            throws ConnectException {
        Map<String, Object> figures = new LinkedHashMap<>();
        context.progress().accept("Measuring polls in clear text.");
        try (LoadGenerator plain = generator(test.plain(), tokens)) {
            plain.run(CLOSED, context.warmUp());
            List<Sample> closed = samples(context, test, plain, CLOSED);
            List<Sample> open = samples(context, test, plain, new Pace.OpenLoop(STEADY_PER_SECOND));
            figures.put("polls_per_s", Median.of(closed, Sample::perSecond));
            figures.put("p99_ms", Median.of(closed, Sample::p99Millis));
            figures.put("open_loop_p99_ms", Median.of(open, Sample::p99Millis));
            figures.put("cpu_us_per_poll", Median.of(closed, Sample::serverMicrosPerRequest));
            figures.put("open_loop_cpu_us_per_poll", Median.of(open, Sample::serverMicrosPerRequest));
            figures.put("sql_per_poll", Median.of(closed, Sample::transactionsPerRequest));
            figures.put("generator_us_per_poll", Median.of(closed, s -> s.load().generatorMicrosPerRequest()));
        }
        context.progress().accept("Measuring polls over TLS.");
        try (LoadGenerator tls = generator(test.tls(), tokens)) {
            tls.run(CLOSED, context.warmUp());
            List<Sample> closed = samples(context, test, tls, CLOSED);
            figures.put("tls_polls_per_s", Median.of(closed, Sample::perSecond));
            figures.put("tls_cpu_us_per_poll", Median.of(closed, Sample::serverMicrosPerRequest));
            figures.put("tls_p99_ms", Median.of(closed, Sample::p99Millis));
        }
        return figures;
    }

    private static List<Sample> samples(
            BenchContext context, ServerUnderTest test, LoadGenerator generator, Pace pace) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < context.repeat(); i++) {
            samples.add(test.measure(generator, pace, context.measured()).expecting(204));
        }
        return samples;
    }

    private static LoadGenerator generator(Target target, TokenTable tokens) throws ConnectException {
        TokenRequest request =
                TokenRequest.of(new MenderEncoding(target.authority()), new DeviceRequest.Poll("release-0", TYPE));
        IntFunction<RequestWriter> writers = loop -> {
            SplittableRandom dice = new SplittableRandom(loop);
            return out -> request.write(tokens, dice.nextInt(tokens.count()), out);
        };
        return LoadGenerator.connect(target, CONNECTIONS, THREADS, writers);
    }
}
