package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * An unmodified Debian mender-client with an update module {@code mender-configure} takes a configuration from a deployment. That
 * client reports no configuration by itself: what the add-on does is done here, with the token that the client sends.
 */
class RealConfigurationTest {
    private static final String DEVICE = "/api/management/v1/deviceconfig/configurations/device/";
    private static final String REPORT = "/api/devices/v1/deviceconfig/configuration";

    private final Workbench bench = Workbench.open();

    @Test
    void a_configuration_reaches_the_devices_module_and_what_the_device_reports_is_shown() throws Exception {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("configured", line)) {
            // Given
            String id = bench.accept(device);
            bench.api()
                    .put(DEVICE + id, Map.of("timezone", "Europe/Oslo", "greeting", "hello \"you\" ä"))
                    .expect(204);

            // When
            String deployment = bench.api()
                    .post(DEVICE + id + "/deploy", Map.of("retries", 0))
                    .expect(200)
                    .json()
                    .path("deployment_id")
                    .asString();

            // Then
            bench.eventuallyIs("success", deployment, id, device);
            bench.eventuallyFinished(deployment, device);
            Path received = device.installFolder().resolve("configuration.json");
            assertThat(Files.readString(received)).contains("\"timezone\"", "\"Europe/Oslo\"", "\"greeting\"");

            // When
            assertThat(report(line, "{\"timezone\":\"Europe/Oslo\"}")).isEqualTo(204);

            // Then
            JsonNode shown = bench.api().get(DEVICE + id).expect(200).json();
            assertThat(shown.path("reported").path("timezone").asString()).isEqualTo("Europe/Oslo");
            assertThat(shown.path("deployment_id").asString()).isEqualTo(deployment);
        }
    }

    @Test
    void a_module_that_refuses_its_configuration_fails_and_says_why() {
        try (RealDevice device = bench.device("unconfigurable")) {
            String id = bench.accept(device);
            bench.api().put(DEVICE + id, Map.of("refuse", "yes")).expect(204);

            String deployment = bench.api()
                    .post(DEVICE + id + "/deploy", Map.of())
                    .expect(200)
                    .json()
                    .path("deployment_id")
                    .asString();

            bench.eventuallyIs("failure", deployment, id, device);
            bench.eventually(
                    "its log",
                    device,
                    () -> bench.deployments().log(deployment, id).body().contains("this configuration is refused"));
        }
    }

    /** Of the client's latest call that had one which counts: the request for a token carries another. */
    private static String authorization(TappedLine line) {
        return line.about("/api/devices/").reversed().stream()
                .filter(exchange -> !exchange.requestLine().contains("/auth_requests"))
                .flatMap(exchange -> exchange.asked("Authorization").stream())
                .findFirst()
                .orElseThrow();
    }

    private int report(TappedLine line, String map) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://localhost:" + bench.server().httpPort() + REPORT))
                                    .header("Authorization", authorization(line))
                                    .header("Content-Type", "application/json")
                                    .PUT(HttpRequest.BodyPublishers.ofString(map))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
