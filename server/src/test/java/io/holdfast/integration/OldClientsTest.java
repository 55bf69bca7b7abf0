package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The habits of clients in the field that today's has no more, and those that it still has: each is answered as a new one is, and counted once. */
class OldClientsTest {
    private static final MigratedDatabase DATABASE = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    private TestDevice device;
    private final String release = "release 1+" + RunningFleetServer.serial();

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(DATABASE);
    }

    @BeforeEach
    void accept_a_device() {
        device = server.acceptedDevice(RunningFleetServer.serial());
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
    void the_three_ways_to_ask_for_an_update_get_one_answer() {
        // Given
        DeploymentId deployment = deployed();

        // When
        List<Answer> offers = List.of(
                byQuery("initial", TestDevice.TYPE),
                byProvides("{\"artifact_name\":\"initial\",\"device_type\":\"" + TestDevice.TYPE + "\"}\n"),
                device.poll());

        // Then
        assertThat(offers).allSatisfy(offer -> {
            assertThat(offer).hasToString("200");
            assertThat(offer.field("id")).hasValue(deployment.toString());
        });
        assertThat(offers.stream()
                        .map(offer -> Json.tree(offer.body())
                                .get("artifact")
                                .get("artifact_name")
                                .asString()))
                .containsOnly(release);
    }

    @Test
    void a_release_with_signs_in_its_name_is_recognised_in_a_query_and_recorded_as_installed() {
        // Given
        DeploymentId deployment = deployed();

        // When
        Answer asked = byQuery(release, TestDevice.TYPE);

        // Then
        assertThat(asked).hasToString("204");
        Eventually.holds("the fact is counted", () -> statistics(deployment).equals(Map.of("already-installed", 1)));
    }

    @Test
    void a_query_without_what_the_device_is_cannot_be_answered() {
        deployed();

        assertThat(device.connection()
                        .send(Request.of("GET", TestDevice.NEXT_V1 + "?artifact_name=initial")
                                .bearer(device.token())))
                .hasToString("400 request.field-missing");
        assertThat(byProvides("{\"device_type\":\"" + TestDevice.TYPE + "\"}\n"))
                .hasToString("400 request.field-missing");
        assertThat(byQuery("initial", "another-board")).hasToString("204");
    }

    @Test
    void statuses_said_again_and_again_are_heard_each_time_and_counted_once() {
        // Given
        DeploymentId deployment = deployed();

        // Then
        for (String status : List.of("downloading", "downloading", "downloading", "installing", "installing")) {
            assertThat(device.status(deployment, status)).hasToString("204");
            assertThat(statistics(deployment)).isEqualTo(Map.of(status, 1));
        }
        assertThat(device.status(deployment, "rebooting")).hasToString("204");
        // said before the reboot, sent once more after it
        assertThat(device.status(deployment, "installing")).hasToString("204");
        assertThat(statistics(deployment)).isEqualTo(Map.of("rebooting", 1));
        for (int i = 0; i < 3; i++) {
            assertThat(device.status(deployment, "success")).hasToString("204");
        }
        assertThat(device.status(deployment, "downloading")).hasToString("409 deployment.finished");
        assertThat(statistics(deployment)).isEqualTo(Map.of("success", 1));
        assertThat(events(deployment)).isEqualTo("downloading installing");
    }

    @Test
    void a_body_is_read_whole_however_it_is_cut_into_chunks_and_packets_and_the_next_request_after_it() {
        // Given
        DeploymentId deployment = deployed();
        String body = "{\"status\":\"installing\"}\n";
        byte[] next = device.pollRequest().bytes("127.0.0.1");

        // Then
        for (int chunk : new int[] {1, 2, 7, body.length()}) {
            for (int packet : new int[] {1, 5, 64, 4096}) {
                byte[] report = Request.of("PUT", TestDevice.statusPath(deployment.toString()))
                        .bearer(device.token())
                        .header("Transfer-Encoding", "chunked")
                        .header("Content-Type", "application/json")
                        .bytes("127.0.0.1");
                inPackets(packet, report, chunks(body, chunk), next);

                assertThat(device.connection().read(false))
                        .as("chunks of %d in packets of %d", chunk, packet)
                        .hasToString("204");
                assertThat(device.connection().read(false)).hasToString("200");
            }
        }
        assertThat(statistics(deployment)).isEqualTo(Map.of("installing", 1));
    }

    @Test
    void a_client_of_the_first_generation_lives_through_a_whole_update_with_bodies_of_a_length() {
        // Given
        DeploymentId deployment = deployed();
        String statuses = TestDevice.statusPath(deployment.toString());

        // Then
        assertThat(device.connection()
                        .send(Request.of("PATCH", TestDevice.INVENTORY)
                                .bearer(device.token())
                                .sized("[{\"name\":\"device_type\",\"value\":\"" + TestDevice.TYPE + "\"}]\n")))
                .hasToString("200");
        assertThat(byQuery("initial", TestDevice.TYPE)).hasToString("200");
        for (String status : List.of("downloading", "installing", "rebooting", "success")) {
            assertThat(device.connection()
                            .send(Request.of("PUT", statuses)
                                    .bearer(device.token())
                                    .sized("{\"status\":\"" + status + "\"}\n")))
                    .hasToString("204");
        }
        assertThat(byQuery(release, TestDevice.TYPE)).hasToString("204");
        assertThat(statistics(deployment)).isEqualTo(Map.of("success", 1));
    }

    @Test
    void an_inventory_that_is_patched_keeps_what_the_patch_does_not_name() {
        // Given
        assertThat(device.inventory("6.1.0")).hasToString("200");

        // When
        Answer patched = device.connection()
                .send(Request.of("PATCH", TestDevice.INVENTORY)
                        .bearer(device.token())
                        .sized("[{\"name\":\"kernel\",\"value\":\"6.2.0\"}]\n"));

        // Then
        assertThat(patched).hasToString("200");
        assertThat(inventory())
                .contains("6.2.0", "192.0.2.7/24", TestDevice.TYPE)
                .doesNotContain("6.1.0");
        assertThat(device.inventory("6.1.0")).hasToString("200");
        assertThat(inventory()).contains("6.1.0");
    }

    private String inventory() {
        return DATABASE.text(
                "select attributes::text from inventory where device_id = ?",
                server.operator().deviceId(device.identity()).value());
    }

    private DeploymentId deployed() {
        server.operator().upload(release);
        return server.operator().deploy(release, device.identity());
    }

    private Answer byQuery(String artifact, String type) {
        String query = "?artifact_name=" + URLEncoder.encode(artifact, StandardCharsets.UTF_8) + "&device_type=" + type;
        return device.connection()
                .send(Request.of("GET", TestDevice.NEXT_V1 + query).bearer(device.token()));
    }

    private Answer byProvides(String body) {
        return device.connection()
                .send(Request.of("POST", TestDevice.NEXT_V1)
                        .bearer(device.token())
                        .sized(body));
    }

    private static byte[] chunks(String body, int length) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < body.length(); at += length) {
            String chunk = body.substring(at, Math.min(body.length(), at + length));
            out.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return out.append("0\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private void inPackets(int length, byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            byte[] longer = Arrays.copyOf(all, all.length + part.length);
            System.arraycopy(part, 0, longer, all.length, part.length);
            all = longer;
        }
        for (int at = 0; at < all.length; at += length) {
            device.connection().write(Arrays.copyOfRange(all, at, Math.min(all.length, at + length)));
        }
    }

    /** Targets by status as the API counts them, without the statuses that nobody has. */
    private static Map<String, Integer> statistics(DeploymentId deployment) {
        Answer answer = server.operator()
                .send(Request.of("GET", "/api/management/v1/deployments/deployments/" + deployment + "/statistics"));
        Map<String, Integer> counts = new TreeMap<>();
        Json.tree(answer.body()).properties().stream()
                .filter(count -> count.getValue().asInt() > 0)
                .forEach(count -> counts.put(count.getKey(), count.getValue().asInt()));
        return counts;
    }

    /** What the timeline keeps beside the status: what came late. */
    private static String events(DeploymentId deployment) {
        return DATABASE.text(
                "select coalesce(string_agg(status, ' ' order by status), '') from deployment_event where deployment_id = ?",
                deployment.value());
    }
}
