package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StorableText;
import io.holdfast.wire.json.StrictJson;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A device's question "is there an update for me?". The busiest message of all: reading it keeps two strings and skips the
 * rest. A reference to the body's array is held for {@link #provides()}, so the array must not be reused while this lives.
 */
public final class NextRequest {
    /** Bytes of the body; a real one with 12 provides takes 528. */
    public static final int MAX_BYTES = 64 * 1024;
    /** Characters of an artifact name or a device type. */
    public static final int MAX_NAME_CHARS = 256;

    private static final int MAX_PROVIDE_CHARS = 4096;

    private final String artifactName;
    private final String deviceType;
    private final boolean updateControlMap;
    private final ProvidesText providesText;

    /** Where the provides map can be read again, if somebody asks. */
    private sealed interface ProvidesText {
        record Nested(byte[] body, int offset, int length) implements ProvidesText {}

        record Flat(byte[] body, int offset, int length) implements ProvidesText {}

        record NamesOnly() implements ProvidesText {}
    }

    private NextRequest(
            @Nullable String artifactName, @Nullable String deviceType, boolean updateControlMap, ProvidesText text) {
        this.artifactName = required("artifact_name", artifactName);
        this.deviceType = required("device_type", deviceType);
        this.updateControlMap = updateControlMap;
        this.providesText = text;
    }

    /**
     * Reads the body of {@code POST /api/devices/v2/deployments/device/deployments/next}.
     *
     * @throws MalformedInput with a code beginning with {@code request.}
     */
    public static NextRequest parseV2(byte[] body, int offset, int length) {
        requireSize(length);
        try (JsonParser parser = StrictJson.parser(body, offset, length)) {
            requireObject(parser);
            Names names = null;
            boolean control = false;
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if (key.equals("device_provides")) {
                    if (names != null) {
                        throw duplicate();
                    }
                    requireObject("device_provides", value);
                    names = Names.read(parser);
                } else if (key.equals("update_control_map")) {
                    control = flag(value);
                } else {
                    parser.skipChildren();
                }
            }
            StrictJson.requireEnd(parser);
            if (names == null) {
                throw MalformedInput.missing("device_provides");
            }
            var text = new ProvidesText.Nested(body, offset, length);
            return new NextRequest(names.artifactName, names.deviceType, control, text);
        } catch (JacksonException e) {
            throw StrictJson.refusal(e);
        }
    }

    /**
     * Reads the body of {@code POST /api/devices/v1/deployments/device/deployments/next}: the provides map itself.
     *
     * @throws MalformedInput with a code beginning with {@code request.}
     */
    public static NextRequest parseV1(byte[] body, int offset, int length) {
        requireSize(length);
        try (JsonParser parser = StrictJson.parser(body, offset, length)) {
            requireObject(parser);
            Names names = Names.read(parser);
            StrictJson.requireEnd(parser);
            var text = new ProvidesText.Flat(body, offset, length);
            return new NextRequest(names.artifactName, names.deviceType, false, text);
        } catch (JacksonException e) {
            throw StrictJson.refusal(e);
        }
    }

    /**
     * Reads the query of {@code GET /api/devices/v1/deployments/device/deployments/next}, the two parameters already decoded.
     *
     * @throws MalformedInput when one is absent, empty, too long or cannot be stored
     */
    public static NextRequest ofQuery(Optional<String> artifactName, Optional<String> deviceType) {
        return new NextRequest(
                artifactName.map(NextRequest::name).orElse(null),
                deviceType.map(NextRequest::name).orElse(null),
                false,
                new ProvidesText.NamesOnly());
    }

    /** What the device runs now; never empty. */
    public String artifactName() {
        return artifactName;
    }

    /** What kind of device it is; never empty. */
    public String deviceType() {
        return deviceType;
    }

    /** Whether the device understands an update control map in the answer. */
    public boolean updateControlMap() {
        return updateControlMap;
    }

    /**
     * Everything that the device provides, its artifact name and device type included, sorted by key. Reads the body again at
     * every call: most polls never ask.
     *
     * @throws MalformedInput when a value is no string, a key appears twice, or a text cannot be stored; only the two names
     *     were checked before
     */
    public SequencedMap<String, String> provides() {
        return switch (providesText) {
            case ProvidesText.Nested text ->
                strings(object(text.body, text.offset, text.length)
                        .object("device_provides")
                        .orElseThrow(() -> MalformedInput.missing("device_provides")));
            case ProvidesText.Flat text -> strings(object(text.body, text.offset, text.length));
            case ProvidesText.NamesOnly names ->
                Collections.unmodifiableSequencedMap(
                        new TreeMap<>(Map.of("artifact_name", artifactName, "device_type", deviceType)));
        };
    }

    private static JsonValue.Obj object(byte[] body, int offset, int length) {
        if (StrictJson.read(body, offset, length, MAX_BYTES) instanceof JsonValue.Obj object) {
            return object;
        }
        throw StrictJson.notAnObject();
    }

    private static SequencedMap<String, String> strings(JsonValue.Obj object) {
        TreeMap<String, String> strings = new TreeMap<>();
        for (String key : object.members().keySet()) {
            object.optionalText(key, MAX_PROVIDE_CHARS).ifPresent(text -> strings.put(key, text));
        }
        return Collections.unmodifiableSequencedMap(strings);
    }

    private static void requireSize(int length) {
        if (length > MAX_BYTES) {
            throw MalformedInput.tooLarge("the body", MAX_BYTES);
        }
    }

    private static void requireObject(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new MalformedInput("request.malformed-json", "the body is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            throw StrictJson.notAnObject();
        }
    }

    private static void requireObject(String field, @Nullable JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw MalformedInput.wrongType(field, "an object");
        }
    }

    private static boolean flag(@Nullable JsonToken value) {
        if (value == JsonToken.VALUE_TRUE) {
            return true;
        }
        if (value == JsonToken.VALUE_FALSE || value == JsonToken.VALUE_NULL) {
            return false;
        }
        throw MalformedInput.wrongType("update_control_map", "true or false");
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            throw MalformedInput.missing(field);
        }
        return value;
    }

    private static String name(String text) {
        if (text.length() > MAX_NAME_CHARS) {
            throw MalformedInput.tooLong("artifact_name or device_type", MAX_NAME_CHARS);
        }
        return StorableText.require(text);
    }

    private static MalformedInput duplicate() {
        return new MalformedInput("request.duplicate-key", "a JSON object has the same key twice");
    }

    /** The two provides that every poll needs. */
    private static final class Names {
        private @Nullable String artifactName;
        private @Nullable String deviceType;

        /** Reads an object whose start was just read, to its end. */
        static Names read(JsonParser parser) {
            Names names = new Names();
            for (String key = parser.nextName(); key != null; key = parser.nextName()) {
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    throw MalformedInput.wrongType("device_provides", "an object of strings");
                }
                if (key.equals("artifact_name")) {
                    names.artifactName = once(names.artifactName, parser);
                } else if (key.equals("device_type")) {
                    names.deviceType = once(names.deviceType, parser);
                }
            }
            return names;
        }

        private static String once(@Nullable String before, JsonParser parser) {
            if (before != null) {
                throw duplicate();
            }
            return name(parser.getString());
        }
    }
}
