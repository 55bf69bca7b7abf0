package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The JSON texts inside a header. */
final class HeaderJson {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_CHARS = 4096;

    private HeaderJson() {}

    static JsonValue.Obj object(String part, byte[] text) {
        try {
            return StrictJson.readObject(text, MAX_BYTES);
        } catch (MalformedInput e) {
            throw ArtifactRefused.malformed(part, e.sentence());
        }
    }

    /** The payload types of header-info; a bootstrap artifact's is null. */
    static List<Optional<String>> payloadTypes(JsonValue.Obj info) {
        return payloadTypes("payloads", info);
    }

    private static List<Optional<String>> payloadTypes(String key, JsonValue.Obj info) {
        if (!(info.member(key).orElse(new JsonValue.Null()) instanceof JsonValue.Arr payloads)
                || payloads.items().isEmpty()) {
            throw ArtifactRefused.malformed("header-info", "\"" + key + "\" must be a list with at least one payload");
        }
        List<Optional<String>> types = new ArrayList<>();
        for (JsonValue payload : payloads.items()) {
            if (!(payload instanceof JsonValue.Obj object)) {
                throw ArtifactRefused.malformed("header-info", "a payload must be an object");
            }
            types.add(checked("header-info", () -> object.optionalText("type", MAX_CHARS)));
        }
        return types;
    }

    /** The payload types of a version 2 header-info, which calls them updates. */
    static List<Optional<String>> updateTypes(JsonValue.Obj info) {
        return payloadTypes("updates", info);
    }

    static String artifactName(JsonValue.Obj info) {
        return checked("header-info", () -> info.text("artifact_name", MAX_CHARS));
    }

    /** A list of texts that must be there. */
    static List<String> texts(String part, JsonValue.Obj info, String key) {
        return checked(part, () -> info.texts(key));
    }

    static Map<String, String> provides(String part, JsonValue.Obj info) {
        return checked(part, () -> {
            Map<String, String> provides = new TreeMap<>();
            JsonValue.Obj object = info.object("artifact_provides").orElse(new JsonValue.Obj(new TreeMap<>()));
            for (String key : object.members().keySet()) {
                object.optionalText(key, MAX_CHARS).ifPresent(text -> provides.put(key, text));
            }
            return provides;
        });
    }

    static Map<String, List<String>> depends(String part, JsonValue.Obj info) {
        return checked(part, () -> {
            Map<String, List<String>> depends = new TreeMap<>();
            JsonValue.Obj object = info.object("artifact_depends").orElse(new JsonValue.Obj(new TreeMap<>()));
            for (String key : object.members().keySet()) {
                if (object.member(key).isPresent()) {
                    depends.put(key, object.texts(key));
                }
            }
            return depends;
        });
    }

    static List<String> clearsProvides(String part, JsonValue.Obj info) {
        return checked(part, () -> info.texts("clears_artifact_provides"));
    }

    private static <T> T checked(String part, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MalformedInput e) {
            throw ArtifactRefused.malformed(part, e.sentence());
        }
    }
}
