package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules 13, 14 and 16 over two nodes: asked at one, reported at the other, repeated at either, ended by the device or a person. */
class AcrossNodesTest {
    private static final List<Boolean> BOTH = List.of(true, false);
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments/";

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabaseGate gate = DatabaseGate.before(database);
    private RunningFleetServer first;
    private RunningFleetServer second;

    @BeforeEach
    void start() {
        first = RunningFleetServer.on(gate.url(), database.database()::connect);
        second = first.another(database.url());
    }

    @AfterEach
    void stop() {
        gate.open();
        try (RunningFleetServer one = first;
                RunningFleetServer other = second) {
            Eventually.holds(
                    "both see", () -> one.image().fresh() && other.image().fresh());
        } finally {
            gate.close();
        }
    }

    /** One device of the matrix. */
    private record Case(
            TestDevice here, TestDevice there, boolean asksHere, boolean endsHere, boolean repeatsHere, String end) {
        TestDevice at(boolean first) {
            return first ? here : there;
        }
    }

    @Test
    void asked_at_one_node_and_reported_at_another_each_end_counts_once() {
        List<Case> cases = cases(List.of("success", "failure"));
        DeploymentId deployment = deploy(cases);

        for (Case each : cases) {
            Eventually.holds(
                    "offered at either node",
                    () -> each.at(each.asksHere).poll().status() == 200);
            assertThat(each.at(each.asksHere).status(deployment, "downloading")).hasToString("204");
            assertThat(each.at(each.endsHere).status(deployment, "installing")).hasToString("204");
            // What is late changes nothing, and is no fault of the device's.
            assertThat(each.at(each.repeatsHere).status(deployment, "downloading"))
                    .hasToString("204");
            assertThat(each.at(each.endsHere).status(deployment, each.end)).hasToString("204");
            assertThat(each.at(each.repeatsHere).status(deployment, each.end)).hasToString("204");
            String other = each.end.equals("success") ? "failure" : "success";
            assertThat(each.at(each.repeatsHere).status(deployment, other)).hasToString("409 deployment.finished");
        }

        JsonNode statistics = read(DEPLOYMENTS + deployment + "/statistics");
        assertThat(statistics.path("success").asInt()).isEqualTo(cases.size() / 2);
        assertThat(statistics.path("failure").asInt()).isEqualTo(cases.size() / 2);
        Eventually.holds(
                "finished",
                () -> read(DEPLOYMENTS + deployment).path("status").asString().equals("finished"));
        for (Case each : cases) {
            Eventually.holds(
                    "offered at neither node",
                    () -> each.here.poll().status() == 204 && each.there.poll().status() == 204);
        }
        // Each late and each refused report once, however often it came.
        assertThat(database.number("select count(*) from deployment_event")).isEqualTo(2L * cases.size());
    }

    @Test
    void what_a_device_says_after_an_abort_is_409_at_either_node_and_a_success_is_shown_as_installed_anyway() {
        List<Case> cases = cases(List.of("success", "failure"));
        DeploymentId deployment = deploy(cases);
        for (Case each : cases) {
            Eventually.holds(
                    "offered at either node",
                    () -> each.at(each.asksHere).poll().status() == 200);
            assertThat(each.at(each.asksHere).status(deployment, "installing")).hasToString("204");
        }

        first.operator().abort(deployment);

        for (Case each : cases) {
            assertThat(each.at(each.endsHere).status(deployment, each.end)).hasToString("409 deployment.aborted");
            assertThat(each.at(each.repeatsHere).status(deployment, each.end)).hasToString("409 deployment.aborted");
        }
        assertThat(read(DEPLOYMENTS + deployment + "/statistics")
                        .path("aborted")
                        .asInt())
                .isEqualTo(cases.size());
        int anyway = 0;
        for (JsonNode device : read(DEPLOYMENTS + deployment + "/devices")) {
            assertThat(device.path("status").asString()).isEqualTo("aborted");
            anyway += device.path("installed_anyway").asBoolean(false) ? 1 : 0;
        }
        assertThat(anyway).isEqualTo(cases.size() / 2);
        assertThat(database.number("select count(*) from deployment_event")).isEqualTo(cases.size());
    }

    @Test
    void without_the_database_a_node_takes_every_report_and_the_database_decides_later() {
        // Given
        TestDevice target = first.acceptedDevice(RunningFleetServer.serial());
        TestDevice bystander = first.acceptedDevice(RunningFleetServer.serial());
        DeploymentId running = deploy(target);
        DeploymentId aborted = deploy(target);
        second.operator().abort(aborted);
        DeploymentId ended = deploy(target);
        assertThat(target.status(ended, "failure")).hasToString("204");
        DeploymentId unknown = DeploymentId.random();
        List<String> answers = new ArrayList<>();

        // When
        gate.freeze();
        Eventually.holds("blind", () -> !first.image().fresh());
        for (DeploymentId deployment : List.of(running, aborted, ended, unknown)) {
            answers.add(target.status(deployment, "success").toString());
        }
        answers.add(bystander.status(running, "success").toString());
        gate.open();

        // Then
        assertThat(answers).hasSize(5).containsOnly("204");
        Eventually.holds("the node sees", () -> first.image().fresh());
        Eventually.holds(
                "replayed",
                () -> read(DEPLOYMENTS + running + "/statistics")
                                .path("success")
                                .asInt()
                        == 1);
        Eventually.holds(
                "and what it cannot change is in the timeline",
                () -> database.number("select count(*) from deployment_event") == 2);
        assertThat(read(DEPLOYMENTS + aborted + "/devices")
                        .get(0)
                        .path("installed_anyway")
                        .asBoolean(false))
                .isTrue();
        assertThat(read(DEPLOYMENTS + ended + "/devices").get(0).path("status").asString())
                .isEqualTo("failure");
        assertThat(database.number("select count(*) from deployment_device")).isEqualTo(3);
        assertThat(target.status(unknown, "success")).hasToString("404 deployment.unknown");
        assertThat(bystander.status(running, "success")).hasToString("404 deployment.unknown");
    }

    private List<Case> cases(List<String> ends) {
        List<Case> cases = new ArrayList<>();
        for (String end : ends) {
            for (boolean asksHere : BOTH) {
                for (boolean endsHere : BOTH) {
                    for (boolean repeatsHere : BOTH) {
                        TestDevice here = first.acceptedDevice(RunningFleetServer.serial());
                        TestDevice there = second.device(here.identity());
                        Eventually.holds(
                                "let in by the other node",
                                () -> there.authenticate().status() == 200);
                        cases.add(new Case(here, there, asksHere, endsHere, repeatsHere, end));
                    }
                }
            }
        }
        return cases;
    }

    private DeploymentId deploy(List<Case> cases) {
        return deploy(cases.stream().map(Case::here).toArray(TestDevice[]::new));
    }

    private DeploymentId deploy(TestDevice... devices) {
        String release = "release-" + RunningFleetServer.serial();
        first.operator().upload(release);
        DeviceIdentity[] identities =
                Stream.of(devices).map(TestDevice::identity).toArray(DeviceIdentity[]::new);
        return first.operator().deploy(release, identities);
    }

    private JsonNode read(String path) {
        Answer answer = second.operator().send(Request.of("GET", path));
        assertThat(answer).as(path).hasToString("200");
        return Json.tree(answer.body());
    }
}
