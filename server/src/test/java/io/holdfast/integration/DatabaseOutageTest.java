package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseOutageTest {
    /** Promised are 2 s, which the drill measures; on a machine that does other things beside, only waiting forever is a fault. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final int DEVICES = 4;

    enum Outage {
        GONE(DatabaseGate::shut),
        FROZEN(DatabaseGate::freeze);

        final Consumer<DatabaseGate> begin;

        Outage(Consumer<DatabaseGate> begin) {
            this.begin = begin;
        }
    }

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @ParameterizedTest
    @EnumSource
    void known_devices_are_served_strangers_wait_and_every_acknowledged_report_is_in_the_database_once(Outage outage) {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            // Given
            List<TestDevice> fleet = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                fleet.add(server.acceptedDevice(RunningFleetServer.serial()));
            }
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            DeploymentId deployment = server.operator()
                    .deploy(release, fleet.stream().map(TestDevice::identity).toArray(DeviceIdentity[]::new));
            fleet.forEach(device ->
                    assertThat(device.status(deployment, "downloading")).hasToString("204"));

            // When
            outage.begin.accept(gate);
            int rounds = 0;
            while (rounds == 0 || server.image().fresh()) {
                rounds++;
                for (TestDevice device : fleet) {
                    everythingIsServed(device, deployment, "kernel-" + rounds);
                }
            }
            // Blind now: what was acknowledged last is what must be there in the end.
            for (TestDevice device : fleet) {
                everythingIsServed(device, deployment, "kernel-last");
                assertThat(inTime(() -> device.status(deployment, "failure"))).hasToString("204");
                assertThat(inTime(() -> device.log(deployment, "while it was away")))
                        .hasToString("204");
            }
            Answer stranger = inTime(() -> server.device(DeviceIdentity.named(RunningFleetServer.serial()))
                    .authenticate());
            gate.open();

            // Then
            assertThat(stranger.status()).isEqualTo(503);
            assertThat(stranger.header("retry-after").orElse("")).matches("[1-9][0-9]*");
            Eventually.holds("the node sees again", () -> server.image().fresh());
            Eventually.holds("every failure is on record", () -> count("""
                    select count(*) from deployment_device where status = 'failure' and finished
                    """) == DEVICES);
            Eventually.holds("every log is on record", () -> count("""
                    select count(*) from deployment_log where messages like '%while it was away%'
                    """) == DEVICES);
            Eventually.holds("every inventory is on record", () -> count("""
                    select count(*) from inventory where attributes->'kernel'->>'value' = 'kernel-last'
                    """) == DEVICES);
            assertThat(count("select count(*) from deployment_log")).isEqualTo(DEVICES);
            assertThat(count("select count(*) from inventory")).isEqualTo(DEVICES);
            Eventually.holds(
                    "the deployment is finished",
                    () -> database.text("select standing from deployment").equals("finished"));
            fleet.forEach(device -> assertThat(device.poll()).hasToString("204"));
        }
    }

    private static void everythingIsServed(TestDevice device, DeploymentId deployment, String kernel) {
        assertThat(inTime(device::authenticate)).hasToString("200");
        assertThat(inTime(device::poll)).hasToString("200");
        assertThat(inTime(() -> device.status(deployment, "installing"))).hasToString("204");
        assertThat(inTime(() -> device.inventory(kernel))).hasToString("200");
    }

    private static Answer inTime(Supplier<Answer> request) {
        long started = System.nanoTime();
        Answer answer = request.get();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_MAX);
        return answer;
    }

    private long count(String sql) {
        return database.number(sql);
    }
}
