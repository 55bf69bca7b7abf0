package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Devices' links to a whole node, over its two ports. */
class DeviceLinkIntegrationTest {
    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());

    @AfterAll
    static void stop() {
        server.stop();
    }

    private static TestDevice device() {
        return server.acceptedDevice(DeviceIdentity.named(RunningFleetServer.serial()));
    }

    private static double links() {
        return server.metric("holdfast_links");
    }

    @Test
    void a_device_with_a_good_token_gets_its_link_on_either_port() {
        for (var port : List.of(server.http(), server.https())) {
            TestDevice device = device();
            try (RawConnection connection = RawConnection.to(port)) {
                Answer answer = connection.send(TestLink.upgrade(device.token()));

                assertThat(answer.status()).isEqualTo(101);
                // RFC 6455, 1.3
                assertThat(answer.header("sec-websocket-accept")).hasValue("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
                assertThat(answer.header("sec-websocket-protocol")).isEmpty();
            }
        }
    }

    @Test
    void the_subprotocol_is_named_only_to_who_offered_it() {
        try (RawConnection connection = RawConnection.to(server.http())) {
            Answer answer = connection.send(
                    TestLink.upgrade(device().token()).header("Sec-WebSocket-Protocol", "other, protomsg/msgpack"));

            assertThat(answer.header("sec-websocket-protocol")).hasValue("protomsg/msgpack");
        }
        try (RawConnection connection = RawConnection.to(server.http())) {
            Answer answer = connection.send(TestLink.upgrade(device().token())
                    .header("Sec-WebSocket-Protocol", "protomsg/msgpack, holdfast.mux.1"));

            assertThat(answer.header("sec-websocket-protocol")).hasValue("holdfast.mux.1");
        }
    }

    @Test
    void what_is_no_device_asking_for_a_link_is_told_why() {
        String token = device().token();
        assertThat(ask(TestLink.upgrade("x.y.z"))).hasToString("401 token.malformed");
        assertThat(ask(TestLink.upgrade(token).header("Origin", "https://evil.example")))
                .hasToString("403 link.origin-refused");
        assertThat(ask(Request.of("GET", TestLink.PATH).bearer(token))).hasToString("400 link.not-a-websocket");
        assertThat(ask(Request.of("GET", TestLink.PATH)
                        .bearer(token)
                        .header("Connection", "keep-alive, Upgrade")
                        .header("Upgrade", "websocket")
                        .header("Sec-WebSocket-Version", "8")))
                .hasToString("426 link.websocket-version");
        assertThat(ask(Request.of("GET", TestLink.PATH)
                        .bearer(token)
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", "short")))
                .hasToString("400 link.websocket-key");
    }

    private static Answer ask(Request request) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            return connection.send(request);
        }
    }

    @Test
    void a_second_link_ends_the_first() {
        TestDevice device = device();
        try (TestLink first = TestLink.open(server.http(), device.token());
                TestLink second = TestLink.open(server.https(), device.token())) {
            assertThat(first.end()).isEqualTo("1008 replaced by a newer link");
            second.close(1000, "bye");
            assertThat(second.end()).startsWith("1000 ");
        }
    }

    @Test
    void a_decommissioned_device_s_link_is_over_when_its_decommissioning_is_answered() {
        TestDevice device = device();
        try (TestLink link = TestLink.open(server.http(), device.token())) {
            server.operator().decommission(device.identity());

            assertThat(link.end()).isEqualTo("1008 not authorized any more");
        }
    }

    @Test
    void a_device_whose_tokens_are_revoked_loses_its_link() {
        TestDevice device = device();
        try (TestLink link = TestLink.open(server.http(), device.token())) {
            server.operator().revokeTokens(device);

            assertThat(link.end()).isEqualTo("1008 not authorized any more");
        }
    }

    @Test
    void what_people_are_told_of_a_link_follows_it() {
        TestDevice device = device();
        assertThat(connection(device)).isEqualTo("unknown");

        TestLink link = TestLink.open(server.http(), device.token());
        Eventually.holds("connected", () -> connection(device).equals("connected"));

        link.close(1000, "bye");
        Eventually.holds("disconnected", () -> connection(device).equals("disconnected"));
        assertThat(server.operator()
                        .send(Request.of(
                                "GET", "/api/management/v1/deviceconnect/devices/" + java.util.UUID.randomUUID()))
                        .status())
                .isEqualTo(404);
    }

    private static String connection(TestDevice device) {
        Answer answer = server.operator()
                .send(Request.of(
                        "GET",
                        "/api/management/v1/deviceconnect/devices/"
                                + server.operator().deviceId(device.identity())));
        assertThat(answer.status()).isEqualTo(200);
        return answer.field("status").orElseThrow();
    }

    @Test
    void a_frame_beyond_the_limit_and_a_frame_without_a_mask_end_the_link() {
        try (TestLink link = TestLink.open(server.http(), device().token())) {
            link.frame(2, new byte[40_000]);
            assertThat(link.end()).startsWith("1009 ");
        }
        TestDevice device = device();
        try (RawConnection connection = RawConnection.to(server.http())) {
            assertThat(connection.send(TestLink.upgrade(device.token())).status())
                    .isEqualTo(101);
            connection.write(new byte[] {(byte) 0x82, 1, 0});
            assertThat(connection.next(1)[0] & 0x0F).isEqualTo(8);
        }
    }

    @Test
    void links_are_counted_and_so_are_the_connections_beneath_them() {
        double before = links();
        TestLink link = TestLink.open(server.http(), device().token());
        Eventually.holds("the link is counted", () -> links() == before + 1);

        link.close();

        Eventually.holds("and forgotten", () -> links() == before);
    }
}
