package io.holdfast.valve;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A valve as JSON, of form 1: in the database, in a node's own store, and for operators. */
public final class ValveJson {
    private static final int FORM = 1;

    private ValveJson() {}

    /** What it touches and does. */
    public static ObjectNode terms(Valve valve) {
        ObjectNode json = Json.object().put("form", FORM);
        ValveMatch match = valve.match();
        match.tenant().ifPresent(tenant -> json.put("tenant", tenant.value().toString()));
        match.deviceType().ifPresent(type -> json.put("device_type", type));
        match.version().ifPresent(version -> json.put("version", version.text()));
        match.device().ifPresent(device -> json.put("device", device.toString()));
        json.put("effect", valve.effect().label());
        if (valve.effect() instanceof ValveEffect.Slow slow) {
            json.put("per_second", slow.perSecond());
        }
        return json;
    }

    /** All of it. */
    public static ObjectNode whole(Valve valve) {
        return terms(valve)
                .put("id", valve.id().toString())
                .put("reason", valve.reason())
                .put("set_by", valve.setBy())
                .put("set_at", valve.setAt().toString())
                .put("expires_at", valve.expires().toString());
    }

    /** @throws IllegalArgumentException when it is not of a form this version knows */
    public static ValveMatch match(JsonNode json) {
        checkForm(json);
        return new ValveMatch(
                uuid(json, "tenant").map(TenantId::new),
                text(json, "device_type"),
                text(json, "version").map(VersionPattern::parse),
                uuid(json, "device").map(DeviceId::new));
    }

    /** @throws IllegalArgumentException when it is not of a form this version knows */
    public static ValveEffect effect(JsonNode json) {
        checkForm(json);
        return switch (json.path("effect").asString("")) {
            case "allow" -> new ValveEffect.Allow();
            case "slow" -> new ValveEffect.Slow(json.path("per_second").asInt(0));
            case "deny" -> new ValveEffect.Deny();
            case String unknown -> throw new IllegalArgumentException("a valve that does '" + unknown + "'");
        };
    }

    /** @throws IllegalArgumentException when it is not what {@link #whole} gave */
    public static Valve whole(byte[] bytes) {
        try {
            return whole(Json.tree(bytes));
        } catch (JacksonException damaged) {
            throw new IllegalArgumentException("a stored valve is damaged", damaged);
        }
    }

    /** @throws IllegalArgumentException when it is not what {@link #whole(Valve)} gave */
    public static Valve whole(JsonNode json) {
        try {
            return new Valve(
                    new ValveId(
                            uuid(json, "id").orElseThrow(() -> new IllegalArgumentException("a valve without an id"))),
                    match(json),
                    effect(json),
                    json.path("reason").asString(""),
                    json.path("set_by").asString(""),
                    Instant.parse(json.path("set_at").asString("")),
                    Instant.parse(json.path("expires_at").asString("")));
        } catch (DateTimeException damaged) {
            throw new IllegalArgumentException("a stored valve is damaged", damaged);
        }
    }

    private static void checkForm(JsonNode json) {
        if (json.path("form").asInt(FORM) != FORM) {
            throw new IllegalArgumentException("a valve of another form");
        }
    }

    private static Optional<UUID> uuid(JsonNode json, String name) {
        return text(json, name).map(UUID::fromString);
    }

    /** The empty text is a text: of devices that never said. */
    private static Optional<String> text(JsonNode json, String name) {
        JsonNode found = json.path(name);
        return found.isString() ? Optional.of(found.asString("")) : Optional.empty();
    }
}
