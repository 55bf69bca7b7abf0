package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonText;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.util.List;
import java.util.TreeMap;

/**
 * The body of {@code PUT} or {@code PATCH /api/devices/v1/inventory/device/attributes}.
 *
 * @param attributes sorted by name, each name once (the last one sent counts)
 */
public record InventoryReport(List<InventoryAttribute> attributes) {
    /** Bytes of the body. */
    public static final int MAX_BYTES = 1024 * 1024;
    /** Attributes in one report. */
    public static final int MAX_ATTRIBUTES = 1024;

    /** Copies. */
    public InventoryReport {
        attributes = List.copyOf(attributes);
    }

    /**
     * Reads the body; unknown keys of an attribute are ignored.
     *
     * @throws MalformedInput {@code inventory.too-many-attributes} and those beginning with {@code request.}
     */
    public static InventoryReport parse(byte[] body) {
        if (!(StrictJson.read(body, MAX_BYTES) instanceof JsonValue.Arr array)) {
            throw MalformedInput.wrongType("body", "an array of attributes");
        }
        if (array.items().size() > MAX_ATTRIBUTES) {
            throw new MalformedInput(
                    "inventory.too-many-attributes", "a report may have " + MAX_ATTRIBUTES + " attributes");
        }
        TreeMap<String, InventoryAttribute> byName = new TreeMap<>();
        for (JsonValue item : array.items()) {
            InventoryAttribute attribute = InventoryAttribute.of(item);
            byName.put(attribute.name(), attribute);
        }
        return new InventoryReport(List.copyOf(byName.values()));
    }

    /**
     * 64 bits over names, values and descriptions: equal for equal content in any order, because clients send their attributes
     * in random order. Stored beside the content, so its definition never changes: for each attribute FNV-1a (64 bit) over the
     * UTF-16 units of {@code "name":{"value":…,"description":…}}, finished by MurmurHash3's fmix64; these are added.
     */
    public long contentHash() {
        long sum = 0;
        StringBuilder text = new StringBuilder(256);
        for (InventoryAttribute attribute : attributes) {
            text.setLength(0);
            attribute.writeStored(JsonText.quote(text, attribute.name()).append(':'));
            sum += finished(fnv1a(text));
        }
        return sum;
    }

    /** One JSON object, {@code {"name":{"value":…,"description":…}}}, sorted by name: the form that is stored. */
    public String toJson() {
        StringBuilder out = new StringBuilder(64 * (attributes.size() + 1));
        out.append('{');
        for (InventoryAttribute attribute : attributes) {
            if (out.length() > 1) {
                out.append(',');
            }
            attribute.writeStored(JsonText.quote(out, attribute.name()).append(':'));
        }
        return out.append('}').toString();
    }

    private static long fnv1a(CharSequence text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long finished(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
