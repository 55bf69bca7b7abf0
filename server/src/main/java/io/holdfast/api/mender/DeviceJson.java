package io.holdfast.api.mender;

import io.holdfast.identity.AuthSet;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.LastContact;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Mender's {@code Device} with its {@code AuthSet}s. */
final class DeviceJson {
    private final LastContact lastContact;

    DeviceJson(LastContact lastContact) {
        this.lastContact = lastContact;
    }

    ArrayNode list(TenantId tenant, List<Device> devices) {
        ArrayNode list = Json.array();
        devices.forEach(device -> list.add(of(tenant, device)));
        return list;
    }

    ObjectNode of(TenantId tenant, Device device) {
        JsonNode identity = Json.tree(device.identityJson());
        ObjectNode json = Json.object()
                .put("id", device.id().toString())
                .put("status", device.standing().wireName())
                .put("decommissioning", false)
                .put("created_ts", device.created().toString())
                .put("updated_ts", device.updated().toString());
        json.set("identity_data", identity);
        lastContact
                .of(new DeviceRef(tenant, device.id()))
                .ifPresent(heard -> json.put("check_in_time", heard.toString()));
        ArrayNode sets = json.putArray("auth_sets");
        device.authSets().forEach(set -> sets.add(set(device, set, identity)));
        return json;
    }

    private static ObjectNode set(Device device, AuthSet set, JsonNode identity) {
        ObjectNode json = Json.object()
                .put("id", set.id().toString())
                .put("device_id", device.id().toString())
                .put("pubkey", set.publicKeyPem())
                .put("status", set.standing().wireName())
                .put("ts", set.created().toString());
        json.set("identity_data", identity);
        return json;
    }
}
