package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.InForce;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.config.Configurations;
import io.holdfast.config.Configurations.DeployOutcome;
import io.holdfast.config.Configurations.SetOutcome;
import io.holdfast.config.DeviceConfiguration;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.command.Commands;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.ConfigurationDeployments;
import io.holdfast.wire.mender.Configuration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Mender's deviceconfig API: what a device is configured to, and its deployment. A change is in force on this node when it is
 * answered, if that takes no longer than a second.
 */
public final class DeviceConfigurationRoutes {
    private static final String DEVICE = "/api/management/v1/deviceconfig/configurations/device/{id}";
    private static final Refusal UNKNOWN = Refusal.notFound("device.unknown", "there is no such device");
    private static final Refusal NO_ROOM = Refusal.conflict(
            "configuration.no-room",
            "different configurations take all the room that there is; configure devices alike, or end deployments of others");

    private final Configurations configurations;
    private final Commands commands;
    private final InForce inForce;

    public DeviceConfigurationRoutes(Configurations configurations, Commands commands, Propagation propagation) {
        this.configurations = configurations;
        this.commands = commands;
        this.inForce = new InForce(propagation);
    }

    /** The route table. */
    public List<Route> routes() {
        Policy person = Policy.SIGNED_IN;
        return List.of(
                Route.get(DEVICE, person, this::show),
                Route.put(DEVICE, person, new BodyRule.AtMost(Configuration.MAX_BYTES), this::set),
                Route.post(DEVICE + "/deploy", person, BodyRule.JSON, this::deploy));
    }

    private Reply show(Call call) {
        return configurations
                .find(call.caller().tenant(), device(call))
                .map(found -> Reply.json(json(found)))
                .orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private static ObjectNode json(DeviceConfiguration found) {
        ObjectNode json = Json.object()
                .put("id", found.device().toString())
                .putRawValue("configured", new RawValue(found.configured().text()))
                .putRawValue("reported", new RawValue(found.reported().text()));
        found.deployment().ifPresent(id -> json.put("deployment_id", id.toString()));
        found.reportedAt().ifPresent(at -> json.put("reported_ts", at.toString()));
        return json.put("updated_ts", found.updated().toString());
    }

    private Reply set(Call call) {
        Configuration wanted = Configuration.parse(call.body());
        Committed<SetOutcome> committed = configurations.set(call.caller(), call.requestId(), device(call), wanted);
        Reply reply = switch (committed.value()) {
            case SetOutcome.Done ignored -> Reply.empty(204);
            case SetOutcome.UnknownDevice ignored -> Reply.refused(UNKNOWN);
            case SetOutcome.NoRoom ignored -> Reply.refused(NO_ROOM);
        };
        return inForce.answer(committed.seq(), reply);
    }

    private Reply deploy(Call call) {
        DeploymentBody.Wishes wishes = DeploymentBody.Wishes.of(call.body());
        Committed<DeployOutcome> committed = configurations.deploy(
                call.caller(), call.requestId(), device(call), wishes.retries(), wishes.controlMap());
        Reply reply = switch (committed.value()) {
            case DeployOutcome.Created created ->
                Reply.json(Json.object().put("deployment_id", created.id().toString()));
            case DeployOutcome.UnknownDevice ignored -> Reply.refused(UNKNOWN);
            case DeployOutcome.NotAccepted ignored ->
                Reply.refused(
                        Refusal.unprocessable("deployment.no-targets", "the device is not accepted; accept it first"));
            case DeployOutcome.TooMany ignored ->
                Reply.refused(Refusal.conflict(
                        "configuration.too-many-deployments",
                        ConfigurationDeployments.ACTIVE_MAX
                                + " deployments of configurations are under way; wait for some to end, or abort some"));
            case DeployOutcome.NoRoom ignored -> Reply.refused(NO_ROOM);
        };
        Reply answer = inForce.answer(committed.seq(), reply);
        if (committed.value() instanceof DeployOutcome.Created) {
            // After the wait: a device that asks before its node knows of the deployment is told that there is nothing.
            commands.hurry(call.caller(), device(call), committed.seq());
        }
        return answer;
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }
}
