package io.holdfast.fleet.management;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Devices: list, accept, reject, decommission, and what they report of themselves. */
public final class ManagedDevices {
    private static final String DEVICES = "/api/management/v2/devauth/devices";
    /** The largest page the API gives. */
    private static final int PAGE = 500;

    private final ManagementApi api;

    ManagedDevices(ManagementApi api) {
        this.api = api;
    }

    /** All devices of a status, over all pages. */
    public List<ManagedDevice> withStatus(String status) {
        List<ManagedDevice> all = new ArrayList<>();
        for (int page = 1; ; page++) {
            JsonNode rows = api.read(DEVICES + "?status=" + status + "&per_page=" + PAGE + "&page=" + page)
                    .expect(200)
                    .json();
            rows.forEach(row -> all.add(ManagedDevice.of(row)));
            if (rows.size() < PAGE) {
                return all;
            }
        }
    }

    /** The device whose identity holds this name and value. */
    public Optional<ManagedDevice> find(String status, String name, String value) {
        return withStatus(status).stream()
                .filter(device -> value.equals(device.identity().get(name)))
                .findFirst();
    }

    /** Accepts the device's first key. */
    public void accept(ManagedDevice device) {
        ManagementApi.insist(() -> decide(device, "accepted")).expect(204);
    }

    /** Rejects the device's first key. */
    public void reject(ManagedDevice device) {
        ManagementApi.insist(() -> decide(device, "rejected")).expect(204);
    }

    /** Decides on the device's first key; the answer is the caller's to judge. */
    public ManagementAnswer decide(ManagedDevice device, String status) {
        String set = device.authSetIds().getFirst();
        return api.put(DEVICES + "/" + device.id() + "/auth/" + set + "/status", Map.of("status", status));
    }

    public void decommission(ManagedDevice device) {
        api.delete(DEVICES + "/" + device.id()).expect(204);
    }

    /** Whether the device has a live link, in Mender's words: connected, disconnected or unknown. */
    public String connection(ManagedDevice device) {
        return api.read("/api/management/v1/deviceconnect/devices/" + device.id())
                .expect(200)
                .json()
                .path("status")
                .asString();
    }

    /** What the device reported last: name and value of each attribute; empty while it has reported nothing. */
    public Map<String, String> inventory(ManagedDevice device) {
        ManagementAnswer answer = api.read("/api/management/v1/inventory/devices/" + device.id());
        Map<String, String> attributes = new HashMap<>();
        if (answer.status() == 404) {
            return attributes;
        }
        for (JsonNode attribute : answer.expect(200).json().path("attributes")) {
            JsonNode value = attribute.path("value");
            attributes.put(attribute.path("name").asString(), value.isString() ? value.asString() : value.toString());
        }
        return attributes;
    }
}
