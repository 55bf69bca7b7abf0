package io.holdfast.web;

import io.holdfast.identity.AuthSet;
import io.holdfast.identity.Device;
import io.holdfast.identity.Standing;
import io.holdfast.platform.json.Json;
import io.holdfast.web.view.Attribute;
import io.holdfast.web.view.Chip;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.mender.DevicePublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How devices, their keys and what they say of themselves read on a page. */
final class DeviceTexts {
    // What people call a device by, the best first; else its first identity attribute.
    private static final List<String> NAMING = List.of("name", "hostname", "sn", "serial", "serial_number", "mac");
    private static final int NAME_CHARS_MAX = 60;

    private DeviceTexts() {}

    static List<Attribute> identity(Device device) {
        List<Attribute> attributes = new ArrayList<>();
        Json.tree(device.identityJson())
                .properties()
                .forEach(entry -> attributes.add(new Attribute(entry.getKey(), text(entry.getValue()))));
        return attributes;
    }

    /** What is not in the device's name already. */
    static List<Attribute> identityBesideName(Device device) {
        String name = name(device);
        return identity(device).stream()
                .filter(attribute -> !attribute.value().equals(name))
                .toList();
    }

    /** Of the stored form, an object of {@code name: {"value": ...}}. */
    static List<Attribute> inventory(String attributesJson) {
        List<Attribute> attributes = new ArrayList<>();
        Json.tree(attributesJson)
                .properties()
                .forEach(entry -> attributes.add(
                        new Attribute(entry.getKey(), text(entry.getValue().path("value")))));
        attributes.sort(java.util.Comparator.comparing(Attribute::name));
        return attributes;
    }

    static Optional<String> value(List<Attribute> attributes, String name) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(name))
                .map(Attribute::value)
                .findFirst();
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(text(item)));
            return String.join(", ", items);
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    static String name(Device device) {
        List<Attribute> identity = identity(device);
        String name = NAMING.stream()
                .flatMap(wanted -> value(identity, wanted).stream())
                .findFirst()
                .or(() -> identity.stream().map(Attribute::value).findFirst())
                .filter(text -> !text.isBlank())
                .orElseGet(() -> device.id().toString());
        return name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX) + "…";
    }

    static Chip chip(Standing standing) {
        return switch (standing) {
            case PENDING -> new Chip("Pending", Chip.Tone.WAITING);
            case ACCEPTED -> new Chip("Accepted", Chip.Tone.GOOD);
            case REJECTED -> new Chip("Rejected", Chip.Tone.BAD);
            case PREAUTHORIZED -> new Chip("Preauthorised", Chip.Tone.BUSY);
            case NOAUTH -> new Chip("No key", Chip.Tone.QUIET);
        };
    }

    /** SHA-256 of the key's DER form in hex, as {@code openssl pkey -pubin -outform der | sha256sum} prints it. */
    static String fingerprint(AuthSet set) {
        return key(set).map(key -> HexFormat.of().formatHex(key.sha256())).orElse("unreadable key");
    }

    static String kind(AuthSet set) {
        return key(set).map(key -> key.algorithm().name().replace('_', ' '))
                .orElse("unknown")
                .toUpperCase(Locale.ROOT);
    }

    private static Optional<DevicePublicKey> key(AuthSet set) {
        try {
            return Optional.of(DevicePublicKey.parse(set.publicKeyPem()));
        } catch (MalformedInput broken) {
            return Optional.empty();
        }
    }
}
