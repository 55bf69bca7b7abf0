package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The counts of a deployment are what its rows say, whatever happened to them. */
class TargetCountsTest {
    private static final List<DeploymentStatus> REPORTABLE = Arrays.stream(DeploymentStatus.values())
            .filter(DeploymentStatus::reportable)
            .toList();

    private final SmallFleet fleet = SmallFleet.fresh();
    private final Deployments deployments = new Deployments(fleet.transactions());
    private final DeviceDeployments devicesDeployments = new DeviceDeployments(fleet.transactions(), ended -> {});
    private final UUID node = fleet.database().node();
    private final AtomicLong numbers = new AtomicLong();

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void counts_are_the_counted_rows_after_every_step_of_a_random_history(long seed) {
        Random random = new Random(seed);
        List<DeviceId> devices = new ArrayList<>(fleet.devices(12));
        fleet.release("rel", "X");
        List<DeploymentId> made = new ArrayList<>();
        List<Received<DeviceStatus>> sent = new ArrayList<>();
        Map<Integer, Integer> steps = new HashMap<>();
        for (int step = 0; step < 250; step++) {
            int kind = made.size() < 3 ? 0 : random.nextInt(20);
            steps.merge(kind, 1, Integer::sum);
            DeviceId device = devices.get(random.nextInt(devices.size()));
            switch (kind) {
                case 0 -> made.add(create("d" + step, random.nextInt(3)));
                case 1 -> deployments.abort(fleet.caller(), "request", any(made, random));
                case 2 -> devicesDeployments.abort(fleet.caller(), "request", device);
                case 3 -> devicesDeployments.forget(fleet.caller(), "request", device);
                case 4 -> {
                    depart(device);
                    devices.remove(device);
                    devices.addAll(fleet.devices(1));
                }
                case 5 -> {
                    quiet(device);
                    new StalledTargets(StalledTargets.QUIET_MAX)
                            .step(fleet.database().connection());
                }
                case 6, 7 -> {
                    if (!sent.isEmpty()) {
                        commit(Passage.REPLAYED, List.of(any(sent, random)));
                    }
                }
                default -> {
                    List<Received<DeviceStatus>> batch = batch(made, devices, random);
                    sent.addAll(batch);
                    commit(random.nextInt(4) == 0 ? Passage.REPLAYED : Passage.LIVE, batch);
                }
            }
            assertThat(fleet.database().wrongCounts())
                    .as("seed " + seed + ", step " + step + " of kind " + kind)
                    .isEmpty();
        }
        assertThat(steps).hasSizeGreaterThan(15);
        assertThat(fleet.database().feedIsGapless()).isTrue();
    }

    @Test
    void counts_are_the_counted_rows_after_writers_that_met() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(200);
        List<DeploymentId> made = List.of(create("a", 0), create("b", 1));
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            Random random = new Random(writer);
            writers.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 25; i++) {
                    commitAlone(batch(made, devices, random));
                }
            }));
        }
        writers.forEach(CompletableFuture::join);
        deployments.abort(fleet.caller(), "request", made.getFirst());

        assertThat(fleet.database().wrongCounts()).isEmpty();
        assertThat(new DeploymentReads(fleet.transactions())
                        .find(fleet.tenant(), made.getFirst()).orElseThrow().byStatus().values().stream()
                                .mapToInt(count -> count)
                                .sum())
                .isEqualTo(200);
    }

    @Test
    void wrong_counts_are_put_right_and_true_ones_left_alone() {
        fleet.release("rel", "X");
        fleet.devices(3);
        DeploymentId made = create("a", 0);
        Query.on(fleet.database().connection(), "update deployment_count set devices = 7, counted = 'success'")
                .update();
        CountRepair repair = new CountRepair();

        repair.step(fleet.database().connection());

        assertThat(fleet.database().wrongCounts()).isEmpty();
        assertThat(CountRepair.repair(fleet.database().connection(), new DeploymentRef(fleet.tenant(), made)))
                .isEmpty();
    }

    private DeploymentId create(String name, int retries) {
        NewDeployment wanted = new NewDeployment(name, "rel", new Targets.AllAccepted(), false, retries);
        return ((Deployments.CreateOutcome.Created)
                        deployments.create(fleet.caller(), "request", wanted).value())
                .id();
    }

    private List<Received<DeviceStatus>> batch(List<DeploymentId> made, List<DeviceId> devices, Random random) {
        DeploymentId deployment = any(made, random);
        int from = random.nextInt(devices.size());
        List<Received<DeviceStatus>> batch = new ArrayList<>();
        for (DeviceId device : devices.subList(from, Math.min(devices.size(), from + 20))) {
            Instant at = Instant.now().plus(Duration.ofMinutes(random.nextInt(5) - 2));
            batch.add(new Received<>(
                    new Receipt(new ReportId(node, numbers.incrementAndGet()), at),
                    new DeviceStatus(
                            new DeviceRef(fleet.tenant(), device),
                            deployment,
                            new StatusReport(any(REPORTABLE, random), Optional.empty()))));
        }
        return batch;
    }

    private void commit(Passage passage, List<Received<DeviceStatus>> reports) {
        StatusBatch.commit(fleet.database().connection(), reports, passage);
    }

    private void commitAlone(List<Received<DeviceStatus>> reports) {
        try (Connection connection = fleet.database().database().connect()) {
            StatusBatch.commit(connection, reports, Passage.LIVE);
        } catch (SQLException broken) {
            throw new AssertionError(broken);
        }
    }

    private void depart(DeviceId device) {
        DeviceRef ref = new DeviceRef(fleet.tenant(), device);
        fleet.transactions().write(tx -> {
            new DepartedTargets(ended -> {}).forget(tx.connection(), ref);
            return Query.on(tx.connection(), "delete from device where device_id = ?")
                    .with(device.value())
                    .update();
        });
    }

    private void quiet(DeviceId device) {
        Query.on(fleet.database().connection(), """
                update deployment_device set received_at = now() - interval '2 days' where device_id = ?
                """).with(device.value()).update();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
