package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rule 17: a node stops a deployment at its failure limit by what it counted itself; a person raises it and it goes on. */
class HeldDeploymentTest {
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String OURS = "/api/management/v1/holdfast/deployments/";

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabaseGate gate = DatabaseGate.before(database);
    private RunningFleetServer server;
    private List<TestDevice> fleet = List.of();
    private String release = "";

    @BeforeEach
    void start() {
        server = RunningFleetServer.on(gate.url(), database.database()::connect);
        fleet = Stream.generate(() -> server.acceptedDevice(RunningFleetServer.serial()))
                .limit(4)
                .toList();
        release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
    }

    @AfterEach
    void stop() {
        gate.open();
        try (RunningFleetServer one = server) {
            Eventually.holds("the node sees", () -> one.image().fresh());
        } finally {
            gate.close();
        }
    }

    @Test
    void at_its_limit_a_deployment_is_offered_to_nobody_from_the_very_next_question_on_until_a_person_raises_it() {
        // Given
        DeploymentId deployment = deploy(",\"hold_after_failures\":2");
        assertThat(fleet.get(0).status(deployment, "failure")).hasToString("204");
        assertThat(fleet.get(2).poll()).hasToString("200");
        assertThat(read(deployment).path("hold_after_failures").asInt()).isEqualTo(2);
        assertThat(read(deployment).has("held")).isFalse();

        // When
        assertThat(fleet.get(1).status(deployment, "failure")).hasToString("204");

        // Then
        assertThat(fleet.get(2).poll()).hasToString("204");
        assertThat(fleet.get(3).poll()).hasToString("204");
        assertThat(read(deployment).path("held").toString()).isEqualTo("{\"reason\":\"failure-limit\",\"failures\":2}");
        assertThat(read(deployment).path("status").asString()).isEqualTo("inprogress");
        assertThat(Json.tree(server.operator()
                                .send(Request.of("GET", OURS + deployment + "/failure_limit"))
                                .body())
                        .toString())
                .isEqualTo("{\"failures\":2,\"held\":true,\"hold_after_failures\":2}");
        Eventually.holds(
                "every node's image says so",
                () -> server.image()
                        .rollouts(server.operator().tenant())
                        .getFirst()
                        .held());

        // When
        assertThat(limit(deployment, 3)).hasToString("204");

        // Then
        assertThat(fleet.get(2).poll()).hasToString("200");
        assertThat(read(deployment).has("held")).isFalse();

        // When
        assertThat(fleet.get(2).status(deployment, "failure")).hasToString("204");

        // Then
        assertThat(fleet.get(3).poll()).hasToString("204");
        assertThat(server.operator().send(Request.of("DELETE", OURS + deployment + "/failure_limit")))
                .hasToString("204");
        assertThat(fleet.get(3).poll()).hasToString("200");
        assertThat(read(deployment).has("hold_after_failures")).isFalse();
    }

    @Test
    void what_a_device_that_has_begun_downloads_it_gets_though_the_deployment_is_held() {
        DeploymentId deployment = deploy(",\"hold_after_failures\":1");
        Answer offer = fleet.get(1).poll();
        assertThat(fleet.get(0).status(deployment, "failure")).hasToString("204");

        URI link = URI.create(Json.tree(offer.body())
                .path("artifact")
                .path("source")
                .path("uri")
                .asString());

        assertThat(fleet.get(1).connection().send(Request.of("GET", link.getRawPath() + "?" + link.getRawQuery())))
                .hasToString("200");
        assertThat(fleet.get(1).status(deployment, "success")).hasToString("204");
        assertThat(read(deployment)
                        .path("statistics")
                        .path("status")
                        .path("success")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void without_the_database_a_node_counts_on_and_what_nobody_guards_begins_nowhere() {
        // Given
        DeploymentId guarded = deploy(",\"hold_after_failures\":2");
        assertThat(fleet.get(0).poll().field("id")).hasValue(guarded.toString());
        assertThat(fleet.get(0).status(guarded, "failure")).hasToString("204");
        TestDevice other = server.acceptedDevice(RunningFleetServer.serial());
        String unguardedRelease = "release-" + RunningFleetServer.serial();
        server.operator().upload(unguardedRelease);
        server.operator().deploy(unguardedRelease, other.identity());

        // When
        gate.freeze();
        Eventually.holds("the node is blind", () -> !server.image().fresh());

        // Then
        assertThat(other.poll()).as("unguarded, and new").hasToString("204");
        assertThat(fleet.get(2).poll()).as("guarded, and new").hasToString("200");

        // When
        assertThat(fleet.get(1).status(guarded, "failure")).hasToString("204");

        // Then
        assertThat(fleet.get(2).poll()).as("began, and is held").hasToString("204");
        assertThat(fleet.get(3).poll()).as("held").hasToString("204");

        // When
        gate.open();
        Eventually.holds("the node sees", () -> server.image().fresh());

        // Then
        Eventually.holds("the journal is on record", () -> saysHeld(guarded));
        assertThat(fleet.get(3).poll()).hasToString("204");
        assertThat(other.poll()).hasToString("200");
        assertThat(limit(guarded, 3)).hasToString("204");
        assertThat(fleet.get(3).poll()).hasToString("200");
    }

    @Test
    void failures_of_two_nodes_are_added_up() {
        // Given
        DeploymentId deployment = deploy(",\"hold_after_failures\":2");
        try (RunningFleetServer second = server.another(database.url())) {
            TestDevice there = second.device(fleet.get(1).identity());
            Eventually.holds("known there", () -> there.authenticate().status() == 200);
            Eventually.holds("offered there", () -> there.poll().status() == 200);

            // When
            assertThat(fleet.get(0).status(deployment, "failure")).hasToString("204");
            assertThat(there.status(deployment, "failure")).hasToString("204");

            // Then
            Eventually.holds("held here", () -> fleet.get(2).poll().status() == 204);
            TestDevice asksThere = second.device(fleet.get(2).identity()).admitted();
            Eventually.holds("held there", () -> asksThere.poll().status() == 204);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"hold_after_failures\":0}|400 deployment.failure-limit",
                "{\"hold_after_failures\":10001}|400 deployment.failure-limit",
                "{\"hold_after_failures\":-1}|400 deployment.failure-limit",
                "{\"hold_after_failures\":1.5}|400 request.wrong-type",
                "{\"hold_after_failures\":\"2\"}|400 request.wrong-type",
                "{\"hold_after_failures\":null}|400 request.field-missing",
                "{\"max\":2}|400 request.unknown-field",
                "{}|400 request.field-missing",
                "{\"hold_after_failures\":2}|404 deployment.unknown"
            })
    void what_is_no_limit_or_no_deployment_is_refused(String body, String code) {
        String path = OURS + "6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11/failure_limit";

        assertThat(server.operator().send(Request.of("PUT", path).sized(body))).hasToString(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "0.5"})
    void a_deployment_with_a_limit_that_is_none_is_not_made(String limit) {
        String body = "{\"name\":\"d\",\"artifact_name\":\"" + release + "\",\"all_devices\":true,"
                + "\"hold_after_failures\":" + limit + "}";

        assertThat(server.operator().send(Request.of("POST", DEPLOYMENTS).sized(body)))
                .hasToString("400 deployment.failure-limit");
    }

    private DeploymentId deploy(String more) {
        Answer created = server.operator()
                .send(Request.of("POST", DEPLOYMENTS)
                        .sized("{\"name\":\"test\",\"artifact_name\":\"" + release + "\",\"all_devices\":true" + more
                                + "}"));
        assertThat(created).hasToString("201");
        String location = created.header("location").orElseThrow();
        DeploymentId id = DeploymentId.parse(location.substring(location.lastIndexOf('/') + 1))
                .orElseThrow();
        Eventually.holds(
                "the node offers it",
                () -> server.image().rollouts(server.operator().tenant()).stream()
                        .anyMatch(rollout -> rollout.id().equals(id)));
        return id;
    }

    private Answer limit(DeploymentId deployment, int failures) {
        return server.operator()
                .send(Request.of("PUT", OURS + deployment + "/failure_limit")
                        .sized("{\"hold_after_failures\":" + failures + "}"));
    }

    private boolean saysHeld(DeploymentId deployment) {
        Answer answer = server.operator().send(Request.of("GET", DEPLOYMENTS + "/" + deployment));
        return answer.status() == 200 && Json.tree(answer.body()).has("held");
    }

    private JsonNode read(DeploymentId deployment) {
        Answer answer = server.operator().send(Request.of("GET", DEPLOYMENTS + "/" + deployment));
        assertThat(answer).hasToString("200");
        return Json.tree(answer.body());
    }
}
