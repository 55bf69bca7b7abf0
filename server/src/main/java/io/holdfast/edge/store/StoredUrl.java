package io.holdfast.edge.store;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.PasswordDigest;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A device URL as bytes of the local store: a JSON object, of form 1. */
final class StoredUrl {
    private static final int FORM = 1;

    private StoredUrl() {}

    static byte[] bytes(DeviceUrl url) {
        ObjectNode json = Json.object()
                .put("form", FORM)
                .put("tenant", url.tenant().value().toString())
                .put("id", url.id().toString())
                .put("device", url.device().toString())
                .put("slug", url.slug().text())
                .put("port", url.target().port())
                .put("transport", url.target().transport().label())
                .put("mode", url.mode().label())
                .put("enabled", url.enabled())
                .put("epoch", url.epoch());
        url.target().host().ifPresent(host -> json.put("host", host));
        url.expires().ifPresent(end -> json.put("expires", end.toString()));
        switch (url.mode()) {
            case UrlMode.Basic basic ->
                json.put("user", basic.user())
                        .put(
                                "password",
                                Base64.getEncoder()
                                        .encodeToString(basic.password().bytes()));
            case UrlMode.Addresses addresses ->
                addresses
                        .networks()
                        .forEach(network -> json.withArray("networks").add(network.text()));
            case UrlMode.Private ignored -> {}
            case UrlMode.Link ignored -> {}
            case UrlMode.Open ignored -> {}
        }
        return Json.bytes(json);
    }

    /** @throws IllegalArgumentException when it is not of a form this version knows */
    static DeviceUrl of(byte[] bytes) {
        try {
            JsonNode json = Json.tree(bytes);
            if (json.path("form").asInt(0) != FORM) {
                throw new IllegalArgumentException("a stored device URL of another form");
            }
            return new DeviceUrl(
                    new TenantId(uuid(json, "tenant")),
                    new UrlId(uuid(json, "id")),
                    new DeviceId(uuid(json, "device")),
                    new Slug(json.path("slug").asString("")),
                    new UrlTarget(
                            json.path("port").asInt(0),
                            UrlTarget.Transport.parse(json.path("transport").asString(""))
                                    .orElseThrow(() -> new IllegalArgumentException("an unknown transport")),
                            text(json, "host")),
                    mode(json),
                    json.path("enabled").asBoolean(false),
                    text(json, "expires").map(Instant::parse),
                    json.path("epoch").asInt(0));
        } catch (JacksonException | java.time.DateTimeException damaged) {
            throw new IllegalArgumentException("a stored device URL is damaged", damaged);
        }
    }

    private static UUID uuid(JsonNode json, String name) {
        return UUID.fromString(json.path(name).asString(""));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return Optional.of(json.path(name).asString("")).filter(text -> !text.isEmpty());
    }

    private static UrlMode mode(JsonNode json) {
        return switch (json.path("mode").asString("")) {
            case "private" -> new UrlMode.Private();
            case "link" -> new UrlMode.Link();
            case "basic" ->
                new UrlMode.Basic(
                        json.path("user").asString(""),
                        PasswordDigest.stored(
                                Base64.getDecoder().decode(json.path("password").asString(""))));
            case "ip-allow" ->
                new UrlMode.Addresses(json.path("networks")
                        .valueStream()
                        .map(each -> new Network(each.asString("")))
                        .toList());
            case "public" -> new UrlMode.Open();
            case String unknown -> throw new IllegalArgumentException("a stored device URL of mode " + unknown);
        };
    }
}
