package io.holdfast.api.ops;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.CellValves;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveEffect;
import io.holdfast.valve.ValveId;
import io.holdfast.valve.ValveMatch;
import io.holdfast.valve.VersionPattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads what an operator asks for: a valve, or only whom one would touch. A tenant is named, or given by its id. */
final class ValveOrder {
    /** As much of a name as a cohort keeps. */
    private static final int NAME_CHARS_MAX = 100;

    private final JsonNode body;
    private final FleetImage image;

    ValveOrder(byte[] body, FleetImage image) {
        try {
            this.body = Json.tree(body);
        } catch (JacksonException malformed) {
            throw Refusal.badRequest("valve.malformed", "Send a JSON object.").exception();
        }
        this.image = image;
    }

    /** The valve, from now on. */
    Valve valve(Instant now) {
        Instant from = CellValves.precisely(now);
        return new Valve(ValveId.random(), match(), effect(), reason(), setBy(), from, from.plus(lasts()));
    }

    /** One that only stands for whom it would touch. */
    Valve preview(Instant now) {
        return new Valve(
                ValveId.random(), match(), new ValveEffect.Deny(), "preview", "preview", now, now.plusSeconds(1));
    }

    private ValveMatch match() {
        Optional<TenantId> tenant = text("tenant").map(this::tenant);
        Optional<String> type = text("device_type").map(this::name);
        Optional<VersionPattern> version = text("version").map(this::name).map(VersionPattern::parse);
        Optional<DeviceId> device = text("device").map(this::device);
        if (tenant.isEmpty() && type.isEmpty() && version.isEmpty() && device.isEmpty()) {
            throw Refusal.badRequest(
                            "valve.names-nothing",
                            "Name a tenant, a device_type, a version or a device: a valve that names nothing touches everything.")
                    .exception();
        }
        return new ValveMatch(tenant, type, version, device);
    }

    private TenantId tenant(String nameOrId) {
        return image.knownTenants().stream()
                .filter(tenant -> tenant.name().equals(nameOrId)
                        || tenant.id().value().toString().equals(nameOrId))
                .findFirst()
                .map(ImageTenant::id)
                .orElseThrow(() -> Refusal.notFound("valve.unknown-tenant", "There is no such tenant.")
                        .exception());
    }

    private String name(String text) {
        if (text.length() > NAME_CHARS_MAX) {
            throw Refusal.badRequest(
                            "valve.name-too-long",
                            "Devices' names are told apart by their first 100 characters: shorten it to those.")
                    .exception();
        }
        return text;
    }

    private DeviceId device(String text) {
        try {
            return new DeviceId(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            throw Refusal.badRequest("valve.no-device-id", "A device is named by its id, a UUID.")
                    .exception();
        }
    }

    private ValveEffect effect() {
        return switch (text("effect").orElse("")) {
            case "allow" -> new ValveEffect.Allow();
            case "slow" -> slow();
            case "deny" -> new ValveEffect.Deny();
            default ->
                throw Refusal.badRequest("valve.unknown-effect", "The effect is allow, slow or deny.")
                        .exception();
        };
    }

    private ValveEffect slow() {
        int rate = body.path("per_second").asInt(0);
        if (rate < 1 || rate > ValveEffect.Slow.PER_SECOND_MAX) {
            throw Refusal.badRequest(
                            "valve.rate-out-of-range",
                            "A valve that slows needs per_second, 1 to 100000: so many requests a second on each node.")
                    .exception();
        }
        return new ValveEffect.Slow(rate);
    }

    private String reason() {
        return text("reason")
                .map(String::strip)
                .filter(reason -> !reason.isEmpty() && reason.length() <= Valve.REASON_CHARS_MAX)
                .orElseThrow(() -> Refusal.badRequest("valve.reason-missing", "Say why, in 1 to 500 characters.")
                        .exception());
    }

    private String setBy() {
        return who(text("set_by"));
    }

    /** Who does it, as far as the call says. */
    static String who(Optional<String> said) {
        return said.map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.substring(0, Math.min(name.length(), Valve.SET_BY_CHARS_MAX)))
                .orElse("operator");
    }

    private Duration lasts() {
        JsonNode said = body.path("expires_in_seconds");
        long seconds = said.isMissingNode() ? Valve.LASTS.toSeconds() : said.asLong(0);
        if (seconds < 1 || seconds > Valve.LASTS_MAX.toSeconds()) {
            throw Refusal.badRequest(
                            "valve.lasts-too-long",
                            "A valve ends by itself: expires_in_seconds is 1 to 604800, a week.")
                    .exception();
        }
        return Duration.ofSeconds(seconds);
    }

    /** The empty text is one: of devices that never said. */
    private Optional<String> text(String name) {
        JsonNode found = body.path(name);
        return found.isString() ? Optional.of(found.asString("")) : Optional.empty();
    }
}
