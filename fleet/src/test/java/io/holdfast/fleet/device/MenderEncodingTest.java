package io.holdfast.fleet.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each generation of the client sends, to the byte. */
class MenderEncodingTest {
    private static final DeviceRequest POLL = new DeviceRequest.Poll("release 1", "board");
    private static final DeviceRequest STATUS =
            new DeviceRequest.Report("11111111-2222-4333-8444-555555555555", "installing");

    private final MenderEncoding encoding = new MenderEncoding("fleet.example:8443");

    @Test
    void the_first_generation_asks_with_a_query() {
        assertThat(text(ClientGeneration.MENDER_1, POLL)).isEqualTo(lines("""
                GET /api/devices/v1/deployments/device/deployments/next?artifact_name=release+1&device_type=board HTTP/1.1
                Host: fleet.example:8443
                User-Agent: Go-http-client/1.1
                Authorization: Bearer a-token
                Accept-Encoding: gzip

                """));
    }

    @Test
    void the_second_generation_asks_with_its_software_sorted_and_flat() {
        String request = text(ClientGeneration.MENDER_2, POLL);

        assertThat(request)
                .startsWith("POST /api/devices/v1/deployments/device/deployments/next HTTP/1.1\r\n")
                .contains(
                        "\r\n\r\n{\"artifact_group\":\"stable\",\"artifact_name\":\"release 1\",\"device_type\":\"board\",")
                .doesNotContain("device_provides", "update_control_map", "chunked")
                .endsWith("}\n");
    }

    @Test
    void the_third_generation_asks_in_version_two_and_in_one_chunk() {
        String request = text(ClientGeneration.MENDER_3, POLL);

        assertThat(request)
                .startsWith("POST /api/devices/v2/deployments/device/deployments/next HTTP/1.1\r\n")
                .contains("\r\nTransfer-Encoding: chunked\r\n")
                .contains("{\"device_provides\":{\"artifact_name\":\"release 1\",\"device_type\":\"board\",")
                .endsWith(",\"update_control_map\":true}\r\n0\r\n\r\n")
                .doesNotContain("Content-Length");
    }

    @Test
    void a_status_has_a_length_from_the_old_and_chunks_from_the_new() {
        String head = """
                PUT /api/devices/v1/deployments/device/deployments/11111111-2222-4333-8444-555555555555/status HTTP/1.1
                Host: fleet.example:8443
                User-Agent: Go-http-client/1.1
                %s
                Authorization: Bearer a-token
                Content-Type: application/json
                Accept-Encoding: gzip

                """;
        String counted = lines(head.formatted("Content-Length: 24")) + "{\"status\":\"installing\"}\n";

        assertThat(text(ClientGeneration.MENDER_1, STATUS)).isEqualTo(counted);
        assertThat(text(ClientGeneration.MENDER_2, STATUS)).isEqualTo(counted);
        assertThat(text(ClientGeneration.MENDER_3, STATUS))
                .isEqualTo(lines(head.formatted("Transfer-Encoding: chunked"))
                        + "17\r\n{\"status\":\"installing\"}\r\n0\r\n\r\n");
    }

    @Test
    void inventory_is_changed_by_the_old_and_replaced_by_the_new() {
        DeviceRequest inventory = new DeviceRequest.SendInventory(Map.of("kernel", "6.1"));

        assertThat(text(ClientGeneration.MENDER_1, inventory)).startsWith("PATCH /");
        assertThat(text(ClientGeneration.MENDER_2, inventory))
                .startsWith("PATCH /api/devices/v1/inventory/device/attributes HTTP/1.1\r\n")
                .endsWith("\r\n\r\n[{\"name\":\"kernel\",\"value\":\"6.1\"}]\n");
        assertThat(text(ClientGeneration.MENDER_3, inventory))
                .startsWith("PUT /api/devices/v1/inventory/device/attributes HTTP/1.1\r\n");
    }

    private String text(ClientGeneration client, DeviceRequest request) {
        return new String(encoding.encode(client, request, "a-token"), StandardCharsets.UTF_8);
    }

    private static String lines(String text) {
        return text.replace("\n", "\r\n");
    }
}
