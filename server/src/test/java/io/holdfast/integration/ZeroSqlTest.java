package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ZeroSqlTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    /** A slow disk's flush: on a fast one this JVM, which plays the devices too, cannot keep the writer busy. */
    private static final String SLOW_FLUSH = "set commit_delay = 20000";

    @BeforeAll
    static void start() throws SQLException {
        try (Connection connection = database.database().connect()) {
            String alter = "alter database " + database.database().name() + " ";
            Query.on(connection, alter + SLOW_FLUSH).update();
            Query.on(connection, alter + "set commit_siblings = 0").update();
        }
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @AfterEach
    void the_image_says_what_the_database_says() {
        server.audit();
    }

    @Test
    void what_does_not_change_costs_the_database_nothing() throws Exception {
        // Given
        List<TestDevice> fleet = Stream.of(
                        DeviceIdentity.withRsa(RunningFleetServer.serial()),
                        DeviceIdentity.named(RunningFleetServer.serial()),
                        DeviceIdentity.named(RunningFleetServer.serial()),
                        DeviceIdentity.named(RunningFleetServer.serial()))
                .map(server::acceptedDevice)
                .toList();
        for (TestDevice device : fleet) {
            assertThat(device.inventory("6.1")).hasToString("200");
            server.operator().configure(device.identity(), "{\"timezone\":\"UTC\"}");
            assertThat(device.configured("{\"timezone\":\"UTC\"}")).hasToString("204");
        }
        Eventually.holds("a change settles in 5 s", () -> fleet.stream().allMatch(ZeroSqlTest::settled));
        int rounds = 250; // seven requests of each device a round: 7,000 in all

        // When
        Map<String, Long> ran;
        String metricsBefore = server.metrics();
        try (DatabaseStatements statements = DatabaseStatements.of(database.database())) {
            Map<String, Long> before = statements.calls();
            together(fleet.stream()
                    .<Callable<Boolean>>map(device -> () -> repeat(device, rounds))
                    .toList());
            ran = statements.since(before);
        }

        // Then
        assertThat(ran).isEmpty();
        assertThat(deviceStatements(server.metrics())).isEqualTo(deviceStatements(metricsBefore));
    }

    @Test
    void waiting_for_leave_costs_the_database_nothing() throws Exception {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        assertThat(server.operator()
                        .send(Request.of("PATCH", "/api/management/v1/deployments/deployments/" + deployment)
                                .sized("{\"update_control_map\":{\"states\":{\"ArtifactInstall_Enter\":"
                                        + "{\"action\":\"pause\"}}}}")))
                .hasToString("204");
        assertThat(device.status(deployment, "pause_before_installing")).hasToString("204");
        Request fetch = Request.of(
                        "GET", "/api/devices/v2/deployments/device/deployments/" + deployment + "/update_control_map")
                .bearer(device.token());
        Eventually.holds("a change settles in 5 s", () -> settledIn(device, 5));

        // When
        Map<String, Long> ran;
        try (DatabaseStatements statements = DatabaseStatements.of(database.database())) {
            Map<String, Long> before = statements.calls();
            for (int i = 0; i < 500; i++) {
                assertThat(device.connection().send(fetch)).hasToString("200");
                assertThat(device.poll()).hasToString("200");
            }
            ran = statements.since(before);
        }

        // Then
        assertThat(ran).isEmpty();
        assertThat(device.status(deployment, "success")).hasToString("204");
    }

    private static boolean repeat(TestDevice device, int rounds) {
        for (int i = 0; i < rounds; i++) {
            assertThat(device.poll()).hasToString("204");
            assertThat(device.poll()).hasToString("204");
            assertThat(device.inventory("6.1")).hasToString("200");
            assertThat(device.authenticate()).hasToString("200");
            assertThat(device.configuration().text()).isEqualTo("{\"timezone\":\"UTC\"}");
            assertThat(device.configured("{ \"timezone\": \"UTC\" }")).hasToString("204");
            assertThat(device.connection()
                            .send(Request.of("GET", TestDevice.NEXT_V1 + "?artifact_name=a&device_type=b")
                                    .bearer(device.token())))
                    .hasToString("204");
        }
        return true;
    }

    private static boolean settled(TestDevice device) {
        return known(device).hasInventory()
                && server.image().configuration(known(device).index()) instanceof ImageConfiguration.Known configured
                && configured.hasReport()
                && settledIn(device, 5);
    }

    private static boolean settledIn(TestDevice device, int seconds) {
        return server.image().secondsSinceChange(known(device)) > seconds;
    }

    private static ImageDevice known(TestDevice device) {
        return server.image()
                .device(server.operator().tenant(), server.operator().deviceId(device.identity()))
                .orElseThrow();
    }

    @Test
    void acknowledged_reports_cost_ten_statements_a_thousand_at_most() throws Exception {
        // Given
        int devices = 64;
        int connectionsEach = 6;
        int reportsEach = 15;
        List<DeviceIdentity> identities = Stream.generate(() -> DeviceIdentity.named(RunningFleetServer.serial()))
                .limit(devices)
                .toList();
        List<TestDevice> fleet = identities.stream().map(server::device).toList();
        together(fleet.stream()
                .<Callable<Boolean>>map(device -> () -> device.authenticate().status() == 401)
                .toList());
        server.operator().accept(identities.toArray(DeviceIdentity[]::new));
        fleet.forEach(TestDevice::admitted);
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, identities.toArray(DeviceIdentity[]::new));
        List<Callable<Boolean>> reporters = new ArrayList<>();
        for (TestDevice device : fleet) {
            for (int i = 0; i < connectionsEach; i++) {
                reporters.add(() -> report(device, deployment, reportsEach));
            }
        }

        // When
        Map<String, Long> ran;
        double counted = deviceStatements(server.metrics());
        try (DatabaseStatements statements = DatabaseStatements.of(database.database())) {
            Map<String, Long> before = statements.calls();
            together(reporters);
            ran = statements.since(before);
        }
        counted = deviceStatements(server.metrics()) - counted;

        // Then
        long reports = (long) devices * connectionsEach * reportsEach;
        assertThat(DatabaseStatements.ofIntake(ran)).as("%s", ran).isPositive().isLessThanOrEqualTo(reports / 100);
        assertThat(counted).isEqualTo(DatabaseStatements.ofIntake(ran));
    }

    /** Each says something new. They are written at once, so that the node never waits for its devices. */
    private static boolean report(TestDevice device, DeploymentId deployment, int reports) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            for (int i = 0; i < reports; i++) {
                String step = "installing\",\"substate\":\"step " + i;
                connection.write(device.statusRequest(deployment.toString(), step));
            }
            for (int i = 0; i < reports; i++) {
                assertThat(connection.read(false)).hasToString("204");
            }
            return true;
        }
    }

    private static void together(List<Callable<Boolean>> work) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> done : threads.invokeAll(work)) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    /** All of {@code holdfast_device_sql_statements_total}, as the node itself counts. */
    private static double deviceStatements(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("holdfast_device_sql_statements_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
