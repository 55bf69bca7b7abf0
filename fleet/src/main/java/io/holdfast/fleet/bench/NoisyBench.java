package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.MenderEncoding;
import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.LoadResult;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.load.RequestWriter;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.ServerMetrics;
import io.holdfast.fleet.seed.SeededTokens;
import io.holdfast.fleet.seed.TokenRequest;
import io.holdfast.fleet.seed.TokenTable;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Workload f: four obedient tenants that ask for a fifth of the node together, alone and then beside one that asks for all it can get on
 * thousands of connections and ignores every hint.
 */
final class NoisyBench implements Bench {
    private static final int OBEDIENT = 4;
    private static final int DEVICES = 5_000;
    private static final int CONNECTIONS = 64;
    private static final double SHARE_OF_CAPACITY = 0.2;

    /** Each has a request under way all the time: some 25 ms of work that queues before anybody else's. */
    private static final int NOISY_CONNECTIONS = 4_000;

    private static final String TYPE = "bench-board";

    @Override
    public String name() {
        return "noisy";
    }

    @Override
    public String description() {
        return "Four obedient tenants at a fifth of the node's capacity together, alone and beside a tenant that polls on 4,000"
                + " connections as fast as it is answered.";
    }

    /** What the obedient tenants saw while one of them was, or was not, flooded. */
    private record Seen(List<LoadResult> victims) {
        double p99Millis() {
            return victims.stream()
                    .mapToDouble(each -> each.percentileMillis(99))
                    .max()
                    .orElseThrow();
        }

        long errors() {
            return victims.stream()
                    .mapToLong(each -> each.answered() - each.answered(204) + each.broken() + each.unanswered())
                    .sum();
        }

        /** Jain's index of what each was served. */
        double jain() {
            double sum = 0;
            double squares = 0;
            for (LoadResult each : victims) {
                double served = each.answered(204) / (each.elapsed().toNanos() / 1e9);
                sum += served;
                squares += served * served;
            }
            return sum * sum / (victims.size() * squares);
        }
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            List<TokenTable> tokens = seed(context, test);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("tenants", 1 + OBEDIENT);
            double capacity = capacity(context, test, tokens.getFirst());
            figures.put("capacity_polls_per_s", Median.rounded(capacity));
            List<Seen> alone = new ArrayList<>();
            List<Seen> flooded = new ArrayList<>();
            List<Double> refusals = new ArrayList<>();
            List<Double> noisyServed = new ArrayList<>();
            Pace steady = new Pace.OpenLoop((int) (capacity * SHARE_OF_CAPACITY / OBEDIENT));
            for (int i = 0; i < context.repeat(); i++) {
                context.progress().accept("Run " + (i + 1) + " of " + context.repeat() + ".");
                alone.add(victims(test, tokens, steady, context.measured()));
                double[] before = refusalCost(test);
                CompletableFuture<LoadResult> noise = noise(test, tokens.getFirst(), context);
                // The flood stands, and is seen, when the measurement begins.
                victims(test, tokens, steady, context.warmUp());
                flooded.add(victims(test, tokens, steady, context.measured()));
                LoadResult noisy = noise.join();
                noisyServed.add(noisy.answered(204) / (noisy.elapsed().toNanos() / 1e9));
                double[] after = refusalCost(test);
                refusals.add((after[1] - before[1]) * 1e6 / Math.max(1, after[0] - before[0]));
            }
            figures.put("p99_alone_ms", Median.of(alone, Seen::p99Millis));
            figures.put("p99_flooded_ms", Median.of(flooded, Seen::p99Millis));
            figures.put(
                    "p99_ratio",
                    Median.rounded(Median.of(flooded, Seen::p99Millis) / Median.of(alone, Seen::p99Millis)));
            figures.put("victim_errors", Median.of(flooded, Seen::errors));
            figures.put("jain", Median.of(flooded, Seen::jain));
            figures.put("reject_cpu_us", Median.of(refusals, Double::doubleValue));
            figures.put("noisy_served_per_s", Median.of(noisyServed, Double::doubleValue));
            return figures;
        } catch (SQLException | ConnectException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    /** Each tenant's tokens, the noisy one's first. */
    private static List<TokenTable> seed(BenchContext context, ServerUnderTest test) throws SQLException {
        List<UUID> tenants = new ArrayList<>();
        test.stopAndSeed(context, (1 + OBEDIENT) + " tenants", DEVICES, (seed, first) -> {
            tenants.add(first);
            seed.devices(first, 0, DEVICES);
            for (int i = 1; i <= OBEDIENT; i++) {
                UUID tenant = seed.tenant("obedient-" + i);
                tenants.add(tenant);
                seed.devices(tenant, (long) i * DEVICES, (long) (i + 1) * DEVICES);
            }
        });
        TokenTable all = SeededTokens.mint(test.tokenKey(), n -> tenants.get(n / DEVICES), DEVICES * (1 + OBEDIENT));
        test.start();
        List<TokenTable> each = new ArrayList<>();
        for (int i = 0; i <= OBEDIENT; i++) {
            int from = i * DEVICES;
            each.add(TokenTable.of(DEVICES, n -> all.text(from + n)));
        }
        return each;
    }

    private static double capacity(BenchContext context, ServerUnderTest test, TokenTable tokens)
            throws ConnectException {
        try (LoadGenerator all = generator(test.plain(), tokens, CONNECTIONS, 2)) {
            all.run(new Pace.ClosedLoop(), context.warmUp());
            return all.run(new Pace.ClosedLoop(), context.measured()).perSecond();
        }
    }

    private static Seen victims(ServerUnderTest test, List<TokenTable> tokens, Pace pace, Duration span)
            throws ConnectException {
        List<LoadGenerator> generators = new ArrayList<>();
        try {
            for (TokenTable each : tokens.subList(1, tokens.size())) {
                generators.add(generator(test.plain(), each, CONNECTIONS / OBEDIENT, 1));
            }
            List<CompletableFuture<LoadResult>> running = generators.stream()
                    .map(generator -> CompletableFuture.supplyAsync(
                            () -> generator.run(pace, span),
                            work -> Thread.ofVirtual().start(work)))
                    .toList();
            return new Seen(running.stream().map(CompletableFuture::join).toList());
        } finally {
            generators.forEach(LoadGenerator::close);
        }
    }

    private static CompletableFuture<LoadResult> noise(ServerUnderTest test, TokenTable tokens, BenchContext context)
            throws ConnectException {
        LoadGenerator noisy = generator(test.plain(), tokens, NOISY_CONNECTIONS, 1);
        Duration span = context.warmUp().plus(context.measured()).plusSeconds(2);
        return CompletableFuture.supplyAsync(
                () -> {
                    try (noisy) {
                        return noisy.run(new Pace.ClosedLoop(), span);
                    }
                },
                work -> Thread.ofVirtual().start(work));
    }

    /** Refusals of known devices so far, and the seconds that they took of the event loops. */
    private static double[] refusalCost(ServerUnderTest test) {
        ServerMetrics metrics = ServerMetrics.of(test.launch());
        return new double[] {
            metrics.sum("holdfast_device_unavailable_total", ""),
            metrics.sum("holdfast_device_unavailable_seconds_total", "")
        };
    }

    private static LoadGenerator generator(Target target, TokenTable tokens, int connections, int threads)
            throws ConnectException {
        TokenRequest request =
                TokenRequest.of(new MenderEncoding(target.authority()), new DeviceRequest.Poll("release-0", TYPE));
        IntFunction<RequestWriter> writers = loop -> {
            SplittableRandom dice = new SplittableRandom(loop);
            return out -> request.write(tokens, dice.nextInt(tokens.count()), out);
        };
        return LoadGenerator.connect(target, connections, threads, writers);
    }
}
