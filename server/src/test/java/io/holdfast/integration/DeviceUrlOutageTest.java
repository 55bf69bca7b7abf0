package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Visitors cost no statement: with the database away they are served, and what they did is put on record when it is back. */
class DeviceUrlOutageTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void visitors_come_in_and_are_counted_while_the_database_is_away() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(
                        gate.url(),
                        database.database()::connect,
                        new DeviceUrlConfig(Optional.of("devices.test"), Optional.empty()),
                        URI.create("https://fleet.test"));
                DeviceProgram program = new DeviceProgram()) {
            DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
            TestDevice device = server.acceptedDevice(identity);
            String urls =
                    "/api/management/v1/holdfast/devices/" + server.operator().deviceId(identity) + "/urls";
            Answer made = server.operator()
                    .send(Request.of("POST", urls)
                            .sized("{\"port\":" + program.port() + ",\"mode\":\"link\",\"enabled\":true}"));
            URI address = URI.create(made.field("address").orElseThrow());
            Answer link = server.operator()
                    .send(Request.of("POST", made.header("location").orElseThrow() + "/links"));
            assertThat(link).hasToString("201");
            try (TunnelAgent agent = TunnelAgent.connect(server.http(), device);
                    UrlVisitor visitor = new UrlVisitor(server.http(), address.getHost())) {
                gate.shut();
                int hits = 0;
                Answer in = visitor.go(
                        URI.create(link.field("address").orElseThrow()).getPath());
                assertThat(in.status()).isEqualTo(303);
                while (hits < 5 || server.image().fresh()) {
                    // Politely: a URL is good for a hundred requests a second.
                    Answer page = visitor.get("/page");
                    if (page.status() == 200) {
                        hits++;
                        assertThat(page.text()).isEqualTo("at /page");
                    } else {
                        assertThat(page).hasToString("429 url.too-many-requests");
                    }
                }
                gate.open();
                int all = hits;
                Eventually.holds(
                        "all hits are on record", () -> database.number("select sum(hits) from device_url") == all);
                assertThat(database.number("select count(*) from audit_event where action = 'url.access'"))
                        .isPositive();
                assertThat(agent.deaths()).isEmpty();
            }
            Eventually.holds("the node sees again", () -> server.image().fresh());
        }
    }
}
