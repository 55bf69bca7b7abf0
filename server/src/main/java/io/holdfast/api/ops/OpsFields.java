package io.holdfast.api.ops;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The fields of an operator's call: a JSON object's, or a form's. Texts are bounded; an empty one is as good as none. */
final class OpsFields {
    private static final int TEXT_MAX = 500;

    private final Map<String, String> fields;

    private OpsFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /** Throws a refusal for what is neither. */
    static OpsFields of(OpsRequest request) {
        String text = new String(request.body(), StandardCharsets.UTF_8);
        return new OpsFields(text.stripLeading().startsWith("{") ? json(request.body()) : FormText.parse(text));
    }

    private static Map<String, String> json(byte[] body) {
        try {
            JsonNode tree = Json.tree(body);
            Map<String, String> fields = new HashMap<>();
            tree.properties()
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asString("")));
            return fields;
        } catch (JacksonException malformed) {
            throw Refusal.badRequest("request.malformed-json", "Send a JSON object.")
                    .exception();
        }
    }

    Optional<String> text(String name) {
        Optional<String> text =
                Optional.ofNullable(fields.get(name)).map(String::strip).filter(it -> !it.isEmpty());
        if (text.filter(it -> it.length() > TEXT_MAX).isPresent()) {
            throw Refusal.unprocessable("request.too-long", name + " has at most " + TEXT_MAX + " characters.")
                    .exception();
        }
        return text;
    }

    /** These, with a field where it is missing. */
    OpsFields otherwise(String name, String text) {
        Map<String, String> more = new HashMap<>(fields);
        if (text(name).isEmpty()) {
            more.put(name, text);
        }
        return new OpsFields(more);
    }

    long number(String name, long otherwise) {
        try {
            return text(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException malformed) {
            throw Refusal.unprocessable("request.not-a-number", name + " is a whole number.")
                    .exception();
        }
    }
}
