package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Failures 16 and 43: the operator's overview, with the database there and without it. */
class OverviewTest {
    /** Promised is half a second, which the drill measures. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void the_overview_tells_figures_with_their_age_and_goes_on_telling_while_the_database_is_frozen() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            device.poll();
            Eventually.holds("polls are counted", () -> figure(server, "route.next.rate"));
            JsonNode well = overview(server);
            for (String figure : new String[] {
                "loops.lag",
                "loops.busy",
                "cpu.process",
                "files.open",
                "connections.open",
                "links.open",
                "intake.status.waiting",
                "journal.reports",
                "pool.control.active",
                "image.age",
                "image.seq"
            }) {
                JsonNode told = well.path("figures").path(figure);
                assertThat(told.isObject()).as(figure).isTrue();
                assertThat(told.path("age_seconds").asDouble()).as(figure).isLessThan(30);
                assertThat(told.path("stale").asBoolean()).as(figure).isFalse();
            }
            Eventually.holds(
                    "what changed was read",
                    () -> overview(server)
                            .path("database")
                            .path("changes")
                            .valueStream()
                            .anyMatch(change -> change.path("kind").asString("").equals("migration")));

            gate.freeze();
            Eventually.holds(
                    "the node says that it is blind",
                    () -> overview(server)
                            .path("conditions")
                            .valueStream()
                            .anyMatch(condition -> condition
                                            .path("name")
                                            .asString("")
                                            .equals("image-blind")
                                    && !condition.path("since").asString("").isEmpty()));
            assertThat(overview(server).path("well").asBoolean()).isFalse();
            assertThat(server.metrics()).contains("holdfast_condition{name=\"image-blind\"} 1.0");
            gate.open();
        }
    }

    private static boolean figure(RunningFleetServer server, String name) {
        return overview(server)
                        .path("routes")
                        .valueStream()
                        .anyMatch(route -> route.path("route").asString("").equals("next"))
                && overview(server).path("figures").path("cpu.process").isObject()
                && overview(server).path("figures").path("loops.busy").isObject();
    }

    private static JsonNode overview(RunningFleetServer server) {
        long started = System.nanoTime();
        JsonNode overview = Json.tree(server.ops("GET", "/overview"));
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(ANSWER_MAX);
        return overview;
    }
}
