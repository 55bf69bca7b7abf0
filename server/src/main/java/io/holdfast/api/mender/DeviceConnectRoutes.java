package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.gateway.presence.Presence;
import io.holdfast.gateway.presence.PresenceReads;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.Devices;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Mender's device connection API: whether a device has a live link. mender-cli opens nothing unless it says "connected". */
public final class DeviceConnectRoutes {
    private static final String DEVICES = "/api/management/v1/deviceconnect/devices";
    private static final Refusal UNKNOWN = Refusal.notFound("device.unknown", "there is no such device");

    private final Devices devices;
    private final PresenceReads presences;

    public DeviceConnectRoutes(Devices devices, PresenceReads presences) {
        this.devices = devices;
        this.presences = presences;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(Route.get(DEVICES + "/{id}", Policy.SIGNED_IN, this::show));
    }

    private Reply show(Call call) {
        TenantId tenant = call.caller().tenant();
        Optional<Device> found = DeviceId.parse(call.parameter("id")).flatMap(id -> devices.find(tenant, id));
        return found.map(device -> Reply.json(json(tenant, device))).orElseGet(() -> Reply.refused(UNKNOWN));
    }

    private ObjectNode json(TenantId tenant, Device device) {
        PresenceReads.Connection connection = presences.connection(new DeviceRef(tenant, device.id()));
        return Json.object()
                .put("device_id", device.id().toString())
                .put("status", status(connection))
                .put(
                        "created_ts",
                        connection.firstConnected().orElse(device.created()).toString())
                .put("updated_ts", connection.changed().orElse(device.created()).toString());
    }

    /** Mender calls "unknown" what never had a link; so do we, and what we cannot see. */
    private static String status(PresenceReads.Connection connection) {
        return switch (connection.presence()) {
            case Presence.Online ignored -> "connected";
            case Presence.Unknown ignored -> "unknown";
            case Presence.Quiet ignored -> unlinked(connection);
            case Presence.Offline ignored -> unlinked(connection);
        };
    }

    private static String unlinked(PresenceReads.Connection connection) {
        return connection.firstConnected().isEmpty() ? "unknown" : "disconnected";
    }
}
