package io.holdfast.fleet.bench;

import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.load.LoadGenerator;
import io.holdfast.fleet.load.LoadResult;
import io.holdfast.fleet.load.Pace;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.ServerCertificate;
import java.net.ConnectException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;

/** Workload c: ten thousand new devices, every request sent twice at once, then all of them accepted. */
final class EnrolBench implements Bench {
    private static final int CONNECTIONS = 64;
    private static final int THREADS = 2;
    private static final long RSA_FROM = 0x0100_0000L;
    private static final long P256_FROM = 0x0200_0000L;
    private static final long WARM_UP_FROM = 0x0300_0000L;
    private static final String ACCEPTANCES = "/api/management/v1/holdfast/devices/acceptances";

    /** Strangers that the server put off are sent again; more rounds than these mean that it does not keep up. */
    private static final int ROUNDS_MAX = 20;

    @Override
    public String name() {
        return "enrol";
    }

    @Override
    public String description() {
        return "10,000 new devices with keys of their own (RSA-3072, then P-256), signed before, every request sent twice at"
                + " once; then all are accepted.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int devices = context.quick() ? 500 : 10_000;
        context.progress().accept("Making keys, once: they are kept in the cache folder.");
        PrimePool primes = PrimePool.ofUser();
        List<Run> runs = context.onNewServers(own -> once(own, devices, primes));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("enrolments_per_s", Median.of(runs, run -> run.rsa().perSecond()));
        figures.put("p256_per_s", Median.of(runs, run -> run.p256().perSecond()));
        figures.put("duplicates", runs.stream().mapToLong(Run::duplicates).sum());
        figures.put("accept_all_s", Median.of(runs, Run::acceptSeconds));
        figures.put("put_off", Median.of(runs, Run::putOff));
        figures.put("cpu_us_per_enrolment", Median.of(runs, run -> run.rsa().serverMicros() / devices));
        figures.put(
                "p256_cpu_us_per_enrolment", Median.of(runs, run -> run.p256().serverMicros() / devices));
        figures.put("devices", devices);
        return figures;
    }

    /**
     * One run on a new server.
     *
     * @param acceptSeconds the slower of the two times in which all newcomers of one sort were accepted
     */
    private record Run(Enrolled rsa, Enrolled p256, double acceptSeconds) {
        long duplicates() {
            return rsa.duplicates() + p256.duplicates();
        }

        long putOff() {
            return rsa.putOff() + p256.putOff();
        }
    }

    private static Run once(BenchContext context, int devices, PrimePool primes) {
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            ManagementApi api =
                    FirstAdministrator.create(test.launch()).login(test.launch(), certificate(context, test));
            String authority = test.plain().authority();
            context.progress().accept("Signing.");
            IntFunction<DeviceKey> curve = n -> DeviceKey.ecdsaP256();
            Newcomers warmUp = Newcomers.sign(devices / 5, WARM_UP_FROM, authority, curve);
            Newcomers rsa = Newcomers.sign(devices, RSA_FROM, authority, primes::key);
            Newcomers p256 = Newcomers.sign(devices, P256_FROM, authority, curve);
            enrol(test, warmUp, 0);
            accept(api);
            context.progress().accept("Enrolling with RSA-3072.");
            Enrolled byRsa = enrol(test, rsa, warmUp.count());
            double acceptRsa = accept(api);
            context.progress().accept("Enrolling with P-256.");
            Enrolled byCurve = enrol(test, p256, warmUp.count() + rsa.count());
            return new Run(byRsa, byCurve, Math.max(acceptRsa, accept(api)));
        } catch (SQLException | ConnectException e) {
            throw new IllegalStateException("the bench could not be run", e);
        }
    }

    private static Path certificate(BenchContext context, ServerUnderTest test) {
        return ServerCertificate.fetch(
                test.launch().httpsPort(), context.folder().path().resolve("server.crt"));
    }

    /**
     * What enrolling showed.
     *
     * @param putOff requests answered with 503 and sent again
     * @param duplicates devices or keys on record beyond one for each newcomer
     */
    private record Enrolled(double perSecond, long putOff, long duplicates, double serverMicros) {}

    /** Every newcomer until it is on record, each sent twice at once. */
    private static Enrolled enrol(ServerUnderTest test, Newcomers newcomers, int before)
            throws ConnectException, SQLException {
        Duration took = Duration.ZERO;
        long putOff = 0;
        var costBefore = test.server().cost();
        for (int round = 1; ; round++) {
            try (LoadGenerator generator = LoadGenerator.connect(
                    test.plain(), CONNECTIONS, THREADS, loop -> newcomers.writer(loop, THREADS))) {
                LoadResult result = generator.run(new Pace.Counted(2 * newcomers.count()), Duration.ofMinutes(2));
                took = took.plus(result.elapsed());
                putOff += requireWaiting(result, newcomers.count());
            }
            long known = count(test, "device") - before;
            if (known >= newcomers.count()) {
                long keys = count(test, "auth_set") - before;
                return new Enrolled(
                        newcomers.count() / (took.toNanos() / 1e9),
                        putOff,
                        known - newcomers.count() + keys - newcomers.count(),
                        test.server().cost().cpuMicrosSince(costBefore));
            }
            if (round == ROUNDS_MAX) {
                throw new IllegalStateException("after " + round + " rounds only " + known + " devices are on record");
            }
        }
    }

    /** A device that waits for a decision is answered 401, one that is put off 503; anything else voids the figures. */
    private static long requireWaiting(LoadResult result, int newcomers) {
        long putOff = result.answered(503);
        if (result.answered(401) + putOff != 2L * newcomers || result.broken() + result.unanswered() > 0) {
            throw new IllegalStateException("newcomers were answered " + result.statuses() + ", " + result.broken()
                    + " broken, " + result.unanswered() + " unanswered");
        }
        return putOff;
    }

    private static long count(ServerUnderTest test, String table) throws SQLException {
        try (var connection = test.postgres().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Lets everybody in; seconds until the last one is. */
    private static double accept(ManagementApi api) {
        long start = System.nanoTime();
        JsonNode answer;
        do {
            answer = api.post(ACCEPTANCES, Map.of()).expect(200).json();
        } while (answer.path("waiting").asLong() > 0);
        return (System.nanoTime() - start) / 1e9;
    }
}
