package io.holdfast.api.mender.device;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.wire.mender.UpdateControlMap;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET .../v2/deployments/device/deployments/{id}/update_control_map}: a device that was given a map asks for it again before it
 * installs, restarts and commits, and while it waits. Answered from memory.
 *
 * <p>A device takes 404 for the end of the deployment and goes back. So 404 is said only after a look at the feed that began later
 * than the question: the deployment may have been made a moment ago at another node.
 */
final class ControlMapRoute {
    /** Two looks at the feed and a half. */
    private static final Duration LOOKED_WITHIN = Duration.ofMillis(500);

    private static final Duration UNSURE_RETRY = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final FleetImage image;

    ControlMapRoute(Vertx vertx, FleetImage image) {
        this.vertx = vertx;
        this.image = image;
    }

    void get(DeviceExchange exchange, ImageDevice device, DeploymentId deployment) {
        BodyReader.read(exchange, 0, ignored -> {
            Optional<ImageRollout> rollout = awaiting(device, deployment);
            if (rollout.isPresent()) {
                answer(exchange, rollout.get());
            } else if (image.fresh()) {
                vertx.setTimer(
                        LOOKED_WITHIN.toMillis(),
                        later -> exchange.attempt(() -> lookAgain(exchange, device, deployment)));
            } else {
                unsure(exchange);
            }
        });
    }

    private void lookAgain(DeviceExchange exchange, ImageDevice device, DeploymentId deployment) {
        Optional<ImageRollout> rollout = awaiting(device, deployment);
        if (rollout.isPresent()) {
            answer(exchange, rollout.get());
        } else if (image.fresh()
                && image.sinceLook()
                        .filter(since -> since.compareTo(LOOKED_WITHIN) <= 0)
                        .isPresent()) {
            exchange.refuse(404, "deployment.unknown", "there is no such deployment for this device any more");
        } else {
            unsure(exchange);
        }
    }

    private Optional<ImageRollout> awaiting(ImageDevice device, DeploymentId deployment) {
        return image.rollouts(device.tenant()).stream()
                .filter(rollout -> rollout.id().equals(deployment) && rollout.awaits(device.index()))
                .findFirst();
    }

    private static void answer(DeviceExchange exchange, ImageRollout rollout) {
        exchange.json(rollout.controlMap()
                .orElse(UpdateControlMap.GO_ON)
                .answer(rollout.id().value()));
    }

    private static void unsure(DeviceExchange exchange) {
        exchange.comeBack("deployment.unsure", UNSURE_RETRY);
    }
}
