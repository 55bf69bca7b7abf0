package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests of what must leave no trace: nothing is stored, and no secret and no stack trace is logged. */
abstract class UntouchedServerTest {
    static MigratedDatabase database;
    static RunningFleetServer server;
    static TestDevice device;

    private CapturedLog log;
    private String storedBefore;

    @BeforeAll
    static void start() {
        database = MigratedDatabase.fresh();
        server = RunningFleetServer.on(database);
        device = server.acceptedDevice(RunningFleetServer.serial());
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    /** What of the test's own input must not be logged either. */
    List<String> secrets() {
        return List.of();
    }

    @BeforeEach
    void look() {
        log = CapturedLog.open();
        storedBefore = stored();
    }

    @AfterEach
    void nothing_is_stored_and_no_secret_or_stack_trace_is_logged() {
        log.close();
        assertThat(stored()).isEqualTo(storedBefore);
        assertThat(log.stackTraces()).isEmpty();
        List<String> lines = log.lines();
        for (String secret : List.of(
                device.token(),
                device.token().split("\\.")[2],
                database.database().password())) {
            assertThat(lines).noneMatch(line -> line.contains(secret));
        }
        secrets().forEach(secret -> assertThat(lines).noneMatch(line -> line.contains(secret)));
        server.audit();
    }

    private static String stored() {
        return database.text("""
                select concat_ws(' ',
                    (select md5(string_agg(d::text, ' ' order by d)) from device d),
                    (select md5(string_agg(a::text, ' ' order by a)) from auth_set a),
                    (select count(*) from inventory), (select count(*) from deployment_event),
                    (select count(*) from deployment_device), (select count(*) from deployment_log),
                    (select count(*) from artifact), (select count(*) from audit_event), (select seq from feed_head))
                """);
    }
}
