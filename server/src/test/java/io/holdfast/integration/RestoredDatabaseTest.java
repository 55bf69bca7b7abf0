package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** PostgreSQL is put back to an earlier moment under running servers. */
class RestoredDatabaseTest {
    private final RestorableDatabase database = new RestorableDatabase();

    @AfterEach
    void stop() {
        database.close();
    }

    @Test
    void who_was_accepted_since_comes_back_without_a_refusal_and_who_was_refused_since_stays_refused()
            throws Exception {
        try (RunningFleetServer server =
                RunningFleetServer.on(database.url(), () -> database.database().connect())) {
            // Given: a moment that is copied
            TestDevice known = accepted(server);
            TestDevice decommissioned = accepted(server);
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            DeploymentId deployment = server.operator().deploy(release, known.identity());
            long copied = number("select seq from feed_head");
            database.backUp();
            seesAgain(server);

            // And: what happens after it
            TestDevice byToken = accepted(server);
            TestDevice byKey = accepted(server);
            TestDevice away = accepted(server);
            String lateTokens = byToken.token();
            DeviceId id = server.operator().deviceId(byToken.identity());
            assertThat(known.status(deployment, "downloading")).hasToString("204");
            server.operator().decommission(decommissioned.identity());
            long lost = number("select seq from feed_head");

            // When
            database.lose();
            assertThat(byToken.poll()).hasToString("204");
            assertThat(known.status(deployment, "failure")).hasToString("204");
            database.restore();

            // Then
            List<Integer> told = new ArrayList<>();
            asksUntil(200, byKey::authenticate, told, server, decommissioned);
            asksUntil(204, byToken::poll, told, server, decommissioned);
            assertThat(told).isSubsetOf(200, 204, 503);
            assertThat(byKey.poll()).hasToString("204");
            assertThat(byToken.token()).isEqualTo(lateTokens);
            assertThat(decommissioned.poll()).hasToString("401 token.device-decommissioned");
            assertThat(server.conditions()).contains("database-restored");
            assertThat(server.metrics()).contains("holdfast_condition{name=\"database-restored\"} 1.0");
            assertThat(audited("device.readopt", id)).isEqualTo(1);
            assertThat(number("select count(*) from audit_event where action = 'device.readopt'"))
                    .isEqualTo(2);
            assertThat(number("select count(*) from audit_event where action = 'device.decommission-again'"))
                    .isEqualTo(1);

            // And: no number of the lost history is used again, and what the journal kept is there once
            assertThat(number("select count(*) from feed_commit where seq > " + copied + " and seq <= " + lost))
                    .isZero();
            Eventually.holds(
                    "the journal is replayed",
                    () -> number("select count(*) from deployment_device where status = 'failure' and finished") == 1);
            assertThat(number("select count(*) from deployment_event")).isZero();

            // And: the device that came with its token alone says who it is when it authenticates next
            assertThat(number("select count(*) from auth_set where public_key = ''"))
                    .isEqualTo(1);
            assertThat(byToken.authenticate()).hasToString("200");
            Eventually.holds(
                    "its key is on record",
                    () -> number("select count(*) from auth_set where public_key = ''") == 0
                            && number("select count(*) from readopted_device") == 0);
            assertThat(server.operator().deviceId(byToken.identity())).isEqualTo(id);
            server.audit();

            // When: the last one is given up
            server.dismiss("database-restored");

            // Then
            assertThat(away.poll()).hasToString("401 token.device-not-accepted");
            assertThat(server.metrics()).contains("holdfast_condition{name=\"database-restored\"} 0.0");
        }
    }

    @Test
    void two_nodes_let_a_device_in_once_and_the_incident_ends_when_all_are_back() throws Exception {
        try (RunningFleetServer first = RunningFleetServer.on(
                        database.url(), () -> database.database().connect());
                RunningFleetServer second = first.another(database.url())) {
            // Given
            TestDevice decommissioned = accepted(first);
            database.backUp();
            seesAgain(first);
            seesAgain(second);
            TestDevice comer = accepted(first);
            first.operator().decommission(decommissioned.identity());
            TestDevice elsewhere = second.device(comer.identity());
            Eventually.holds(
                    "the second node knows it", () -> elsewhere.authenticate().status() == 200);
            Eventually.holds(
                    "the second node has all of it",
                    () -> second.image().appliedSeq() == first.image().appliedSeq());
            TestDevice gone = second.device(decommissioned.identity());

            // When
            database.lose();
            database.restore();

            // Then
            List<Integer> told = new ArrayList<>();
            asksUntil(204, comer::poll, told, first, decommissioned);
            asksUntil(204, elsewhere::poll, told, second, decommissioned);
            assertThat(told).isSubsetOf(204, 503);
            assertThat(number("select count(*) from audit_event where action = 'device.readopt'"))
                    .isEqualTo(1);
            Eventually.holds(
                    "all are back",
                    () -> !first.conditions().contains("database-restored")
                            && !second.conditions().contains("database-restored"));
            assertThat(number("select count(*) from audit_event where action = 'device.decommission-again'"))
                    .isEqualTo(1);
            Eventually.holds(
                    "its hardware is a stranger as before",
                    () -> gone.authenticate().toString().equals("401 auth.pending"));
        }
    }

    /** Asks until the answer is this in the new era; meanwhile the decommissioned device is refused every time. */
    private static void asksUntil(
            int status,
            Supplier<Answer> ask,
            List<Integer> told,
            RunningFleetServer server,
            TestDevice decommissioned) {
        Eventually.holds("let in again", () -> {
            boolean newEra = server.image().appliedSeq() > 1_000_000_000L
                    && server.image().fresh();
            Answer answer = ask.get();
            told.add(answer.status());
            assertThat(decommissioned.poll()).hasToString("401 token.device-decommissioned");
            return newEra && answer.status() == status;
        });
    }

    /** An accepted device, as soon as the writers have found the database again. */
    private static TestDevice accepted(RunningFleetServer server) {
        TestDevice device = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
        Eventually.holds("it is on record", () -> device.authenticate().status() == 401);
        server.operator().accept(device.identity());
        return device.admitted();
    }

    private static void seesAgain(RunningFleetServer server) {
        Eventually.holds("the node sees its database", () -> {
            try {
                return server.image().fresh() && server.metrics().contains("holdfast_image_fresh 1.0");
            } catch (RuntimeException notYet) {
                return false;
            }
        });
    }

    private long audited(String action, DeviceId device) {
        return number("select count(*) from audit_event where action = '" + action + "' and object = '" + device + "'");
    }

    private long number(String sql) {
        try (Connection connection = database.database().connect()) {
            return Query.on(connection, sql).first(row -> row.getLong(1)).orElseThrow();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
