package io.holdfast.api;

import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.json.StrictJson;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of a JSON body, of which only the named ones may be there: a caller learns that a field does nothing. */
public record Fields(JsonValue.Obj json) {
    private static final int BYTES_MAX = 64 * 1024;
    private static final long EXACT_MAX = 1L << 53;

    /** Reads an object of at most 64 KiB; malformed JSON and fields that are not {@code allowed} are refused with 400. */
    public static Fields of(byte[] body, Set<String> allowed) {
        JsonValue.Obj json = StrictJson.readObject(body, BYTES_MAX);
        for (String name : json.members().keySet()) {
            if (!allowed.contains(name)) {
                throw Refusal.badRequest(
                                "request.unknown-field",
                                "This call takes only these fields: "
                                        + String.join(
                                                ", ", allowed.stream().sorted().toList()))
                        .exception();
            }
        }
        return new Fields(json);
    }

    /** As {@link #of}, for a body that may be missing. */
    public static Fields ofOptional(byte[] body, Set<String> allowed) {
        return of(new String(body, java.nio.charset.StandardCharsets.UTF_8).isBlank() ? EMPTY : body, allowed);
    }

    private static final byte[] EMPTY = {'{', '}'};

    /** A text of at most {@code charsMax} characters. */
    public Optional<String> text(String name, int charsMax) {
        return json.optionalText(name, charsMax);
    }

    /** Whether the field says true; absent is false. */
    public boolean flag(String name) {
        return json.member(name)
                .map(value -> {
                    if (value instanceof JsonValue.Bool bool) {
                        return bool.value();
                    }
                    throw MalformedInput.wrongType(name, "true or false");
                })
                .orElse(false);
    }

    /** A number without a fraction that every JSON reader keeps exact. */
    public OptionalLong wholeNumber(String name) {
        Optional<JsonValue> member = json.member(name);
        if (member.isEmpty()) {
            return OptionalLong.empty();
        }
        if (member.get() instanceof JsonValue.Num number
                && number.value().scale() <= 0
                && number.value().abs().longValue() < EXACT_MAX
                && number.value().precision() - number.value().scale() <= 16) {
            return OptionalLong.of(number.value().longValueExact());
        }
        throw MalformedInput.wrongType(name, "a whole number");
    }
}
