package io.holdfast.api.mender.device;

import io.holdfast.config.ConfigurationLinks;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.wire.artifact.ConfigurationArtifact;
import io.holdfast.wire.mender.Configuration;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a device is configured to, from memory: {@code GET .../deviceconfig/configuration}, and the download of the artifact that a
 * deployment brings it in. That one is made anew for each download, from what the deployment froze; the same bytes each time.
 */
final class ConfigurationRoute {
    private static final Duration NO_ROOM_RETRY = Duration.ofSeconds(60);
    private static final Duration NOT_READ_RETRY = Duration.ofSeconds(30);

    private final FleetImage image;
    private final LinkGate gate;
    private final ConfigurationLinks links;

    ConfigurationRoute(FleetImage image, LinkGate gate, ConfigurationLinks links) {
        this.image = image;
        this.gate = gate;
        this.links = links;
    }

    void get(DeviceExchange exchange, ImageDevice device) {
        BodyReader.read(exchange, 0, ignored -> {
            if (!image.configurationsKnown()) {
                exchange.comeBack("configuration.not-read-yet", NOT_READ_RETRY);
                return;
            }
            switch (image.configuration(device.index())) {
                case ImageConfiguration.Known known ->
                    exchange.json(known.configured().getBytes(StandardCharsets.UTF_8));
                case ImageConfiguration.NoRoom noRoom -> exchange.comeBack("configuration.no-room", NO_ROOM_RETRY);
            }
        });
    }

    /** @param path what follows {@link ConfigurationLinks#PATH} */
    void download(DeviceExchange exchange, String path) {
        switch (links.check(path, name -> Optional.ofNullable(exchange.request().getParam(name)))) {
            case ConfigurationLinks.Check.Not not -> gate.refuse(exchange, not.verdict());
            case ConfigurationLinks.Check.Good good -> {
                ConfigurationLinks.Download download = good.download();
                gate.pass(exchange, download.terms(), () -> send(exchange, download));
            }
        }
    }

    private void send(DeviceExchange exchange, ConfigurationLinks.Download download) {
        Optional<ImageRollout> rollout = image.rollouts(download.terms().tenant()).stream()
                .filter(each -> each.id().equals(download.terms().deployment()))
                .findFirst();
        Optional<Configuration> brought =
                rollout.flatMap(ImageRollout::configuration).map(FrozenConfiguration::content);
        if (rollout.isEmpty() || brought.isEmpty()) {
            exchange.refuse(404, "download.deployment-ended", "the deployment has ended for this device");
            return;
        }
        byte[] artifact = ConfigurationArtifact.of(rollout.get().artifactName(), download.deviceType(), brought.get());
        // The deployment's name stands for its content, which never changes; the rest is in the link.
        String etag = '"' + rollout.get().artifactName() + '"';
        ArtifactAnswer.send(
                exchange,
                etag,
                artifact.length,
                (response, first, length) ->
                        response.end(Buffer.buffer(artifact).getBuffer((int) first, (int) (first + length))));
    }
}
