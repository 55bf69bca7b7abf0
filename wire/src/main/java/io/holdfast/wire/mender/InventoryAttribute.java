package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonText;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import java.util.List;
import java.util.Optional;

/**
 * One thing a device says about itself.
 *
 * @param name 1 to {@value #MAX_NAME_CHARS} characters
 * @param value a string, number, boolean, or an array of one of these
 * @param description for people, if any
 */
public record InventoryAttribute(String name, JsonValue value, Optional<String> description) {
    /** Characters of a name. */
    public static final int MAX_NAME_CHARS = 256;
    /** Characters of a value's JSON text. */
    public static final int MAX_VALUE_CHARS = 64 * 1024;

    private static final int MAX_DESCRIPTION_CHARS = 4096;

    /** Refuses values that the inventory has no type for. */
    public InventoryAttribute {
        if (name.isEmpty()) {
            throw MalformedInput.missing("name");
        }
        requireType(value);
        if (value.canonical().length() > MAX_VALUE_CHARS) {
            throw MalformedInput.tooLong("value", MAX_VALUE_CHARS);
        }
    }

    static InventoryAttribute of(JsonValue json) {
        if (!(json instanceof JsonValue.Obj object)) {
            throw MalformedInput.wrongType("attribute", "an object");
        }
        return new InventoryAttribute(
                object.text("name", MAX_NAME_CHARS),
                object.member("value").orElseThrow(() -> MalformedInput.missing("value")),
                object.optionalText("description", MAX_DESCRIPTION_CHARS).filter(text -> !text.isEmpty()));
    }

    /** What is stored under the name: {@code {"value":…,"description":…}}. */
    void writeStored(StringBuilder out) {
        value.write(out.append("{\"value\":"));
        description.ifPresent(text -> JsonText.quote(out.append(",\"description\":"), text));
        out.append('}');
    }

    private static void requireType(JsonValue value) {
        if (value instanceof JsonValue.Arr array) {
            requireOneType(array.items());
        } else if (!value.scalar()) {
            throw wrongType();
        }
    }

    private static void requireOneType(List<JsonValue> items) {
        for (JsonValue item : items) {
            if (!item.scalar() || item.getClass() != items.getFirst().getClass()) {
                throw wrongType();
            }
        }
    }

    private static MalformedInput wrongType() {
        return MalformedInput.wrongType("value", "a string, number, boolean, or an array of one of these");
    }
}
