package io.holdfast.fleet.management;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * A device as {@code GET /api/management/v2/devauth/devices} tells of it.
 *
 * @param authSetIds the keys it has shown, the server's order
 */
public record ManagedDevice(String id, String status, Map<String, String> identity, List<String> authSetIds) {
    static ManagedDevice of(JsonNode json) {
        Map<String, String> identity = new TreeMap<>();
        json.path("identity_data")
                .properties()
                .forEach(entry -> identity.put(entry.getKey(), entry.getValue().asString()));
        List<String> sets = StreamSupport.stream(json.path("auth_sets").spliterator(), false)
                .map(set -> set.path("id").asString())
                .toList();
        return new ManagedDevice(json.path("id").asString(), json.path("status").asString(), identity, sets);
    }
}
