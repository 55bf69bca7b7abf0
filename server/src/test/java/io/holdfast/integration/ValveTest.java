package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Valves on two nodes, over their ports. */
class ValveTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabaseGate gate = DatabaseGate.before(database);
    private RunningFleetServer first;
    private RunningFleetServer second;

    @BeforeEach
    void start() {
        first = RunningFleetServer.on(gate.url(), database.database()::connect);
        second = first.another(gate.url());
    }

    @AfterEach
    void stop() {
        gate.open();
        try (RunningFleetServer one = first;
                RunningFleetServer other = second) {
            assertThat(one).isNotSameAs(other);
        } finally {
            gate.close();
        }
    }

    private static JsonNode set(RunningFleetServer node, String whom) {
        return Json.tree(node.ops(
                "POST", "/valves", "{\"effect\":\"deny\",\"reason\":\"it loops\",\"set_by\":\"ada\"," + whom + "}"));
    }

    private TestDevice runs(RunningFleetServer node, String version) {
        TestDevice device = node.acceptedDevice(RunningFleetServer.serial());
        device.runs(version);
        assertThat(device.poll().status()).isEqualTo(204);
        return device;
    }

    @Test
    void a_version_denied_on_one_node_is_put_off_on_both_its_link_ends_and_others_notice_nothing() {
        // Given
        TestDevice bad = runs(first, "2.7");
        TestDevice good = runs(first, "3.0");
        TestDevice there = second.device(bad.identity());
        Eventually.holds("known there", () -> there.authenticate().status() == 200);
        there.runs("2.7");
        assertThat(there.poll().status()).isEqualTo(204);
        try (TestLink link = TestLink.open(first.http(), bad.token())) {

            // When
            JsonNode preview = Json.tree(first.ops("POST", "/valves/preview", "{\"version\":\"2.*\"}"));
            JsonNode answer = set(first, "\"version\":\"2.*\"");

            // Then
            assertThat(preview.path("devices").asInt(0)).isEqualTo(1);
            assertThat(preview.path("links").asInt(0)).isEqualTo(1);
            assertThat(answer.path("scope").asString("")).isEqualTo("cell");
            assertThat(link.end()).matches("1013 held back by the operator; retry after [0-9]+ s");
            Answer put = bad.poll();
            assertThat(put).hasToString("503 valve.denied");
            assertThat(put.retryAfter().orElseThrow()).isBetween(300L, 900L);
            assertThat(bad.connection().send(TestLink.upgrade(bad.token())).status())
                    .isEqualTo(503);
            assertThat(good.poll()).hasToString("204");
            Eventually.holds("in force on the other", () -> there.poll().status() == 503);
            assertThat(
                            database.text(
                                    "select string_agg(actor_kind || ' ' || actor || ' ' || action, ',') from audit_event where object_kind = 'valve'"))
                    .isEqualTo("operator ada valve.set");

            // When
            String id = answer.path("id").asString("");
            assertThat(first.ops("DELETE", "/valves/" + id + "?by=ada")).contains("\"scope\":\"cell\"");

            // Then
            assertThat(bad.poll()).hasToString("204");
            Eventually.holds("no more on the other", () -> there.poll().status() == 204);
            assertThat(first.ops("GET", "/valves")).isEqualTo("{\"valves\":[]}");
        }
    }

    @Test
    void without_the_database_a_valve_holds_on_its_node_and_reaches_the_cell_when_it_is_back() {
        // Given
        TestDevice bad = runs(first, "2.7");
        TestDevice there = second.device(bad.identity());
        Eventually.holds("known there", () -> there.authenticate().status() == 200);
        there.runs("2.7");
        assertThat(there.poll().status()).isEqualTo(204);
        gate.shut();
        Eventually.holds("blind", () -> !first.image().fresh());

        // When
        JsonNode answer = set(first, "\"version\":\"2.7\",\"tenant\":\"default\"");

        // Then
        assertThat(answer.path("scope").asString("")).isEqualTo("node");
        assertThat(bad.poll()).hasToString("503 valve.denied");
        assertThat(there.poll()).hasToString("204");

        // When
        gate.open();

        // Then
        Eventually.holds("in force on the other", () -> there.poll().status() == 503);
        Eventually.holds("the cell's", () -> first.ops("GET", "/valves").contains("\"scope\":\"cell\""));
        assertThat(database.number("select count(*) from valve")).isEqualTo(1);
    }

    @Test
    void a_call_that_is_no_valve_is_told_why() {
        assertThat(first.ops("POST", "/valves", "{\"effect\":\"deny\",\"reason\":\"r\"}"))
                .contains("valve.names-nothing");
        assertThat(first.ops("POST", "/valves", "[")).contains("valve.malformed");
        assertThat(set(first, "\"tenant\":\"nobody\"").path("code").asString(""))
                .isEqualTo("valve.unknown-tenant");
        assertThat(set(first, "\"version\":\"1\",\"expires_in_seconds\":604801")
                        .path("code")
                        .asString(""))
                .isEqualTo("valve.lasts-too-long");
        assertThat(first.ops("POST", "/valves", "{\"effect\":\"slow\",\"version\":\"1\",\"reason\":\"r\"}"))
                .contains("valve.rate-out-of-range");
        assertThat(first.ops("POST", "/valves", "{\"effect\":\"deny\",\"version\":\"1\"}"))
                .contains("valve.reason-missing");
        assertThat(first.ops("DELETE", "/valves/none")).contains("valve.unknown");
    }

    @Test
    void operators_see_what_each_version_costs() {
        TestDevice device = runs(first, "4.2");
        Eventually.holds("its figures are there", () -> {
            assertThat(device.poll()).hasToString("204");
            return first.ops("GET", "/cohorts").contains("\"version\":\"4.2\"");
        });
        assertThat(first.metrics()).contains("holdfast_cohort_cores{rank=\"1\"}", "holdfast_valves ");
    }
}
