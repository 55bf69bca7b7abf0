package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.GroupName;
import io.holdfast.platform.http.Refusal;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.Targets;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import io.holdfast.wire.mender.UpdateControlMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the bodies of the deployments API say. Fields that nobody knows are ignored, as Mender does. */
final class DeploymentBody {
    private static final int BYTES_MAX = ((BodyRule.AtMost) BodyRule.JSON).bytes();

    /** Deployments asked for at once. */
    private static final int IDS_MAX = 1_000;

    /** They change what a deployment does: asked for and not done would be worse than refused. */
    private static final List<String> NOT_YET =
            List.of("max_devices", "phases", "filter_id", "filter", "dynamic", "autogenerate_delta");

    private static final String FAILURE_LIMIT = "hold_after_failures";
    private static final String CONTROL_MAP = "update_control_map";

    private DeploymentBody() {}

    /** A new deployment. */
    static NewDeployment wanted(byte[] body) {
        JsonValue.Obj object = StrictJson.readObject(body, BYTES_MAX);
        return wanted(object, targets(object));
    }

    /** A new deployment to the group that the path names. */
    static NewDeployment wanted(byte[] body, GroupName group) {
        JsonValue.Obj object = StrictJson.readObject(body, BYTES_MAX);
        if (flag(object, "all_devices") || !devices(object).isEmpty()) {
            throw Refusal.badRequest(
                            "deployment.targets-ambiguous",
                            "a deployment to a group takes neither \"devices\" nor \"all_devices\"")
                    .exception();
        }
        return wanted(object, new Targets.Group(group));
    }

    private static NewDeployment wanted(JsonValue.Obj object, Targets targets) {
        for (String field : NOT_YET) {
            object.member(field).filter(value -> !neutral(value)).ifPresent(value -> {
                throw Refusal.unprocessable(
                                "deployment.field-unsupported",
                                "this server does not do \"" + field + "\" yet: leave it out")
                        .exception();
            });
        }
        return new NewDeployment(
                name(object, "name"),
                name(object, "artifact_name"),
                targets,
                flag(object, "force_installation"),
                retries(object),
                wantedMap(object),
                object.member(FAILURE_LIMIT).map(DeploymentBody::failureLimit).orElse(FailureLimit.unlimited()));
    }

    /** Ours, not Mender's. */
    private static FailureLimit failureLimit(JsonValue value) {
        if (!(value instanceof JsonValue.Num number)) {
            throw MalformedInput.wrongType(FAILURE_LIMIT, "a number");
        }
        if (number.value().signum() <= 0
                || number.value().compareTo(BigDecimal.valueOf(FailureLimit.DEVICES_MAX)) > 0
                || number.value().scale() > 0) {
            throw Refusal.badRequest(
                            "deployment.failure-limit",
                            "\"" + FAILURE_LIMIT + "\" is a whole number from 1 to " + FailureLimit.DEVICES_MAX
                                    + "; leave it out for no limit")
                    .exception();
        }
        return new FailureLimit.HoldAfter(number.value().intValueExact());
    }

    /**
     * The map of a change. An empty one lets everybody go on: a device that was given a map asks for it again, and would take its
     * absence for the end of the deployment.
     */
    static UpdateControlMap controlMap(byte[] body) {
        return StrictJson.readObject(body, BYTES_MAX)
                .member(CONTROL_MAP)
                .map(UpdateControlMap::parse)
                .orElseThrow(() -> MalformedInput.missing(CONTROL_MAP));
    }

    /** What a deployment of a configuration is asked for with; a body that is absent asks for nothing. */
    record Wishes(int retries, Optional<UpdateControlMap> controlMap) {
        static Wishes of(byte[] body) {
            if (body.length == 0) {
                return new Wishes(0, Optional.empty());
            }
            JsonValue.Obj object = StrictJson.readObject(body, BYTES_MAX);
            return new Wishes(DeploymentBody.retries(object), wantedMap(object));
        }
    }

    private static Optional<UpdateControlMap> wantedMap(JsonValue.Obj object) {
        return object.member(CONTROL_MAP).filter(value -> !neutral(value)).map(UpdateControlMap::parse);
    }

    private static int retries(JsonValue.Obj object) {
        return object.member("retries")
                .map(value -> switch (value) {
                    case JsonValue.Null ignored -> 0;
                    case JsonValue.Num number -> retries(number.value());
                    default -> throw MalformedInput.wrongType("retries", "a number");
                })
                .orElse(0);
    }

    private static int retries(BigDecimal wanted) {
        if (wanted.signum() < 0
                || wanted.compareTo(BigDecimal.valueOf(NewDeployment.RETRIES_MAX)) > 0
                || wanted.stripTrailingZeros().scale() > 0) {
            throw Refusal.badRequest(
                            "deployment.retries",
                            "\"retries\" must be a whole number from 0 to " + NewDeployment.RETRIES_MAX)
                    .exception();
        }
        return wanted.intValueExact();
    }

    /** Asks for nothing: what a client sends for a field that its user left alone. */
    private static boolean neutral(JsonValue value) {
        return switch (value) {
            case JsonValue.Null none -> true;
            case JsonValue.Bool flag -> !flag.value();
            case JsonValue.Num number -> number.value().signum() == 0;
            case JsonValue.Text text -> text.value().isEmpty();
            case JsonValue.Arr list -> list.items().isEmpty();
            case JsonValue.Obj object -> object.members().isEmpty();
        };
    }

    private static String name(JsonValue.Obj object, String field) {
        String name = object.text(field, QueryText.NAME_CHARS_MAX);
        if (name.isBlank()) {
            throw MalformedInput.missing(field);
        }
        return name;
    }

    private static boolean flag(JsonValue.Obj object, String field) {
        return object.member(field)
                .map(value -> switch (value) {
                    case JsonValue.Bool flag -> flag.value();
                    default -> throw MalformedInput.wrongType(field, "true or false");
                })
                .orElse(false);
    }

    private static Targets targets(JsonValue.Obj object) {
        boolean all = flag(object, "all_devices");
        List<DeviceId> devices = devices(object);
        if (all && !devices.isEmpty()) {
            throw Refusal.badRequest(
                            "deployment.targets-ambiguous", "give either \"devices\" or \"all_devices\", not both")
                    .exception();
        }
        if (!all && devices.isEmpty()) {
            throw Refusal.badRequest("deployment.targets-missing", "give \"devices\" or \"all_devices\": true")
                    .exception();
        }
        return all ? new Targets.AllAccepted() : new Targets.These(devices);
    }

    private static List<DeviceId> devices(JsonValue.Obj object) {
        List<JsonValue> items = list(object, "devices");
        if (items.size() > Targets.These.MAX) {
            throw Refusal.badRequest(
                            "deployment.too-many-devices",
                            "at most " + Targets.These.MAX + " devices by name; use \"all_devices\"")
                    .exception();
        }
        List<DeviceId> devices = new ArrayList<>(items.size());
        for (JsonValue item : items) {
            devices.add(DeviceId.parse(text("devices", item))
                    .orElseThrow(() -> Refusal.badRequest(
                                    "deployment.device-malformed", "\"devices\" must be ids of devices")
                            .exception()));
        }
        return devices;
    }

    /** The ids of a question for statistics; what is no id of a deployment is left out. */
    static List<DeploymentId> ids(byte[] body) {
        List<JsonValue> items = list(StrictJson.readObject(body, BYTES_MAX), "deployment_ids");
        if (items.size() > IDS_MAX) {
            throw Refusal.badRequest("request.too-many-ids", "at most " + IDS_MAX + " deployments at once")
                    .exception();
        }
        return items.stream()
                .map(item -> DeploymentId.parse(text("deployment_ids", item)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Refuses any wish but the one that there is. */
    static void requireAbort(byte[] body) {
        if (!StrictJson.readObject(body, BYTES_MAX).text("status", 64).equals("aborted")) {
            throw Refusal.badRequest("deployment.status-not-settable", "\"status\" can only be set to aborted")
                    .exception();
        }
    }

    private static List<JsonValue> list(JsonValue.Obj object, String field) {
        return object.member(field)
                .map(value -> switch (value) {
                    case JsonValue.Arr list -> list.items();
                    default -> throw MalformedInput.wrongType(field, "a list of strings");
                })
                .orElse(List.of());
    }

    private static String text(String field, JsonValue item) {
        return switch (item) {
            case JsonValue.Text text -> text.value();
            default -> throw MalformedInput.wrongType(field, "a list of strings");
        };
    }
}
