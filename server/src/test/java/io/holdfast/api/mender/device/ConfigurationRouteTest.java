package io.holdfast.api.mender.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.config.ConfigurationLinks;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.release.LinkSignatures;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.token.TokenKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a device is told that asks what it is configured to. */
class ConfigurationRouteTest {
    private final Vertx vertx = Vertx.vertx();
    private final TenantId tenant = TenantId.random();
    private final DeviceId device = DeviceId.random();
    private final ImageWriter writer = ImageWriter.create(Clock.system(), Dice.secure());
    private final FleetImage image = writer.image();

    @AfterEach
    void stopped() {
        vertx.close().await();
    }

    @Test
    void a_node_whose_store_knew_no_configurations_puts_devices_off_until_it_has_read_them() throws Exception {
        // Given
        writer.device(row());
        assertThat(ask().body()).isEqualTo("{}");

        // When
        writer.lacksConfigurations();

        // Then
        HttpResponse<String> answer = ask();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(answer.body()).contains("configuration.not-read-yet");

        // When
        writer.beginReload();
        writer.device(row());
        assertThat(ask().statusCode()).isEqualTo(503);
        writer.endReload();

        // Then
        assertThat(ask().statusCode()).isEqualTo(200);
        assertThat(writer.couldHoldMore()).isFalse();
    }

    private HttpResponse<String> ask() throws Exception {
        TokenKey key = new TokenKey(1, new byte[32]);
        ConfigurationLinks links =
                new ConfigurationLinks(new LinkSignatures(() -> key, id -> Optional.of(key), Clock.system()));
        ConfigurationRoute route = new ConfigurationRoute(image, new LinkGate(image), links);
        DeviceMetrics.Route metrics =
                new DeviceMetrics(new SimpleMeterRegistry()).route("test", DeviceWork.CONFIGURATION);
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    DeviceExchange exchange = new DeviceExchange(
                            request, Vertx.currentContext(), metrics, DeviceAdmission.open(), () -> {});
                    exchange.attempt(() ->
                            route.get(exchange, image.device(tenant, device).orElseThrow()));
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private DeviceRow row() {
        return new DeviceRow(
                tenant,
                device,
                new AuthSetId(UUID.randomUUID()),
                new HashPrefix(1, 2),
                new HashPrefix(3, 4),
                ImageStanding.ACCEPTED,
                1,
                OptionalLong.empty());
    }
}
