package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.inventory.GroupName;
import io.holdfast.inventory.Groups;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** Mender's inventory API, version 1: static groups of devices. */
public final class GroupRoutes {
    private static final String GROUPS = "/api/management/v1/inventory/groups";
    private static final String GROUP_OF = "/api/management/v1/inventory/devices/{id}/group";
    private static final int BYTES_MAX = ((BodyRule.AtMost) BodyRule.JSON).bytes();
    private static final Refusal UNKNOWN_DEVICE = Refusal.notFound("device.unknown", "there is no such device");
    private static final Refusal UNKNOWN_GROUP = Refusal.notFound("group.unknown", "there is no such group");
    private static final Refusal NOT_IN_GROUP =
            Refusal.notFound("group.not-a-member", "there is no such device in this group");
    private static final Refusal BAD_NAME = Refusal.badRequest(
            "group.name-malformed", "the name of a group has 1 to 1024 letters, digits, dashes and underscores");

    private final Groups groups;

    public GroupRoutes(Groups groups) {
        this.groups = groups;
    }

    /** The route table. */
    public List<Route> routes() {
        Policy person = Policy.SIGNED_IN;
        return List.of(
                Route.get(GROUPS, person, this::names),
                Route.get(GROUP_OF, person, this::ofDevice),
                Route.put(GROUP_OF, person, BodyRule.JSON, this::assignOne),
                Route.delete(GROUP_OF + "/{name}", person, this::leaveOne),
                Route.get(GROUPS + "/{name}/devices", person, this::devices),
                Route.patch(GROUPS + "/{name}/devices", person, BodyRule.JSON, this::assign),
                Route.delete(GROUPS + "/{name}/devices", person, BodyRule.JSON, this::leave),
                Route.delete(GROUPS + "/{name}", person, this::dissolve));
    }

    private Reply names(Call call) {
        Optional<String> standing = call.query("status").filter(text -> !text.isEmpty());
        if (standing.isPresent()
                && Arrays.stream(Standing.values())
                        .noneMatch(each -> each.wireName().equals(standing.get()))) {
            throw Refusal.badRequest("request.status-unknown", "\"status\" is no standing of a device")
                    .exception();
        }
        ArrayNode names = Json.array();
        groups.names(call.caller().tenant(), standing).forEach(name -> names.add(name.value()));
        return Reply.json(names);
    }

    private Reply ofDevice(Call call) {
        return switch (groups.of(call.caller().tenant(), device(call))) {
            case Groups.OfDevice.In in ->
                Reply.json(Json.object().put("group", in.group().value()));
            case Groups.OfDevice.Ungrouped ignored -> Reply.json(Json.object().putNull("group"));
            case Groups.OfDevice.UnknownDevice ignored -> Reply.refused(UNKNOWN_DEVICE);
        };
    }

    private Reply assignOne(Call call) {
        String wanted = StrictJson.readObject(call.body(), BYTES_MAX).text("group", BYTES_MAX);
        GroupName group = GroupName.parse(wanted).orElseThrow(BAD_NAME::exception);
        Groups.Moved moved = groups.assign(call.caller(), call.requestId(), group, List.of(device(call)));
        return moved.matched() == 0 ? Reply.refused(UNKNOWN_DEVICE) : Reply.empty(204);
    }

    private Reply leaveOne(Call call) {
        GroupName group = GroupName.parse(call.parameter("name")).orElseThrow(NOT_IN_GROUP::exception);
        int left = groups.leave(call.caller(), call.requestId(), group, List.of(device(call)));
        return left == 0 ? Reply.refused(NOT_IN_GROUP) : Reply.empty(204);
    }

    private Reply devices(Call call) {
        Paging paging = Paging.of(call);
        TenantId tenant = call.caller().tenant();
        GroupName group = GroupName.parse(call.parameter("name")).orElseThrow(UNKNOWN_GROUP::exception);
        int total = groups.count(tenant, group);
        if (total == 0) {
            return Reply.refused(UNKNOWN_GROUP);
        }
        List<DeviceId> found = groups.devices(tenant, group, paging.limit(), paging.offset());
        ArrayNode page = Json.array();
        found.stream().limit(paging.perPage()).forEach(device -> page.add(device.toString()));
        return paging.link(Reply.json(page), call, found.size() > paging.perPage())
                .header("X-Total-Count", Integer.toString(total));
    }

    private Reply assign(Call call) {
        Groups.Moved moved = groups.assign(call.caller(), call.requestId(), named(call), listed(call));
        return Reply.json(Json.object().put("matched_count", moved.matched()).put("updated_count", moved.updated()));
    }

    private Reply leave(Call call) {
        int left = groups.leave(call.caller(), call.requestId(), named(call), listed(call));
        return Reply.json(Json.object().put("matched_count", left).put("updated_count", left));
    }

    private Reply dissolve(Call call) {
        GroupName group = GroupName.parse(call.parameter("name")).orElseThrow(UNKNOWN_GROUP::exception);
        int left = groups.dissolve(call.caller(), call.requestId(), group);
        return left == 0
                ? Reply.refused(UNKNOWN_GROUP)
                : Reply.json(Json.object().put("updated_count", left));
    }

    private static GroupName named(Call call) {
        return GroupName.parse(call.parameter("name")).orElseThrow(BAD_NAME::exception);
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(UNKNOWN_DEVICE::exception);
    }

    private static List<DeviceId> listed(Call call) {
        if (!(StrictJson.read(call.body(), BYTES_MAX) instanceof JsonValue.Arr list)
                || list.items().isEmpty()) {
            throw Refusal.badRequest("group.devices-missing", "the body must be a list of ids of devices")
                    .exception();
        }
        if (list.items().size() > Groups.BULK_MAX) {
            throw Refusal.badRequest("request.too-many-ids", "at most " + Groups.BULK_MAX + " devices at once")
                    .exception();
        }
        List<DeviceId> devices = new ArrayList<>();
        for (JsonValue item : list.items()) {
            switch (item) {
                case JsonValue.Text text -> DeviceId.parse(text.value()).ifPresent(devices::add);
                default -> throw MalformedInput.wrongType("the body", "a list of strings");
            }
        }
        return devices;
    }
}
