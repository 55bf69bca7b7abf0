package io.holdfast.fleet.bench;

import io.holdfast.fleet.artifact.ArtifactFile;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ProcessCost;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.seed.SeededIds;
import io.holdfast.fleet.seed.TokenTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Workload d: one deployment of a mebibyte to ten thousand devices that lose no time; in clear text, then over TLS. */
final class RolloutBench implements Bench {
    private static final String TYPE = "bench-board";
    private static final int ARTIFACT_BYTES = 1 << 20;
    private static final Duration MAKESPAN_MAX = Duration.ofMinutes(5);

    /** One rollout as it went. */
    private record Rollout(
            double startSeconds, double makespanSeconds, double serverMillis, double postgresMillis, long wrong) {}

    @Override
    public String name() {
        return "rollout";
    }

    @Override
    public String description() {
        return "10,000 signed-in devices get a deployment of 1 MiB with the whole sequence of reports and no pause: every byte"
                + " counted, digests checked on 1 %, 5 % resume a broken download, 1 % fail. The figures tls_… are over TLS.";
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        int devices = context.quick() ? 300 : 10_000;
        List<Run> runs = context.onNewServers(own -> once(own, devices));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("devices", devices);
        put(figures, "", devices, runs.stream().map(Run::plain).toList());
        put(figures, "tls_", devices, runs.stream().map(Run::tls).toList());
        return figures;
    }

    /** Both rollouts of one server: that over TLS finds it warm. */
    private record Run(Rollout plain, Rollout tls) {}

    private static Run once(BenchContext context, int devices) {
        try (ServerUnderTest test = ServerUnderTest.firstStart(context)) {
            TokenTable tokens =
                    test.startSeeded(context, devices + " devices", devices, ServerUnderTest.Seeding.devices(devices));
            Path folder = context.folder().path();
            ManagementApi api = FirstAdministrator.create(test.launch())
                    .login(
                            test.launch(),
                            ServerCertificate.fetch(test.launch().httpsPort(), folder.resolve("api.crt")));
            context.progress().accept("Rolling out in clear text.");
            Rollout plain = rollOut(test, api, tokens, release(folder, "plain"), test.plain());
            context.progress().accept("Rolling out over TLS.");
            return new Run(plain, rollOut(test, api, tokens, release(folder, "tls"), test.tls()));
        } catch (SQLException e) {
            throw new IllegalStateException("the bench could not be set up", e);
        }
    }

    private record Release(String name, Path file, String sha256, long bytes) {}

    private static Release release(Path folder, String name) {
        Path file = ArtifactFile.write(folder, name, TYPE, ARTIFACT_BYTES);
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            return new Release(name, file, HexFormat.of().formatHex(sum), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Rollout rollOut(
            ServerUnderTest test, ManagementApi api, TokenTable tokens, Release release, Target target)
            throws SQLException {
        api.uploadArtifact(release.file());
        int devices = tokens.count();
        List<String> targets = IntStream.range(0, devices)
                .mapToObj(n -> SeededIds.device(n).toString())
                .toList();
        try (RolloutFleet fleet = RolloutFleet.signedIn(target, devices, TYPE, release.sha256())) {
            ProcessCost serverBefore = test.server().cost();
            ProcessCost postgresBefore = test.postgres().processes().cost();
            long start = System.nanoTime();
            String deployment = api.deployments().create(release.name(), release.name(), targets);
            long offered =
                    FirstAnswer.awaitOffer(test.launch().httpPort(), tokens.text(0), TYPE, Duration.ofSeconds(30));
            fleet.pollNow();
            Poll.require(
                    "the rollout is finished",
                    MAKESPAN_MAX,
                    () -> api.deployments().status(deployment).equals("finished"));
            long end = System.nanoTime();
            return new Rollout(
                    (offered - start) / 1e9,
                    (end - start) / 1e9,
                    test.server().cost().cpuMicrosSince(serverBefore) / 1e3,
                    test.postgres().processes().cost().cpuMicrosSince(postgresBefore) / 1e3,
                    wrongStates(test, deployment, devices) + fleet.incomplete(release.bytes()));
        }
    }

    private static final String STATES = """
            select device_id, status from deployment_device where deployment_id = ?::uuid
            """;

    /** Devices whose state on record is not the one they ended in. */
    private static long wrongStates(ServerUnderTest test, String deployment, int devices) throws SQLException {
        int right = 0;
        try (var connection = test.postgres().connect();
                var statement = connection.prepareStatement(STATES)) {
            statement.setString(1, deployment);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    int n = SeededIds.number(row.getObject("device_id", UUID.class));
                    right += row.getString("status").equals(RolloutFleet.fails(n) ? "failure" : "success") ? 1 : 0;
                }
            }
        }
        return devices - right;
    }

    private static void put(Map<String, Object> figures, String prefix, int devices, List<Rollout> rollouts) {
        figures.put(prefix + "makespan_s", Median.of(rollouts, Rollout::makespanSeconds));
        figures.put(prefix + "start_s", Median.of(rollouts, Rollout::startSeconds));
        figures.put(prefix + "cpu_ms_per_device", Median.of(rollouts, rollout -> rollout.serverMillis() / devices));
        figures.put(
                prefix + "pg_cpu_ms_per_device", Median.of(rollouts, rollout -> rollout.postgresMillis() / devices));
        figures.put(
                prefix + "wrong_states",
                rollouts.stream().mapToLong(Rollout::wrong).sum());
    }
}
