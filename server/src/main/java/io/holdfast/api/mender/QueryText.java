package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.json.StorableText;
import java.util.Optional;

/** Texts of a query that go to the database: bounded, and such as PostgreSQL can compare. */
final class QueryText {
    /** Mender's bound of a name. */
    static final int NAME_CHARS_MAX = 256;

    private QueryText() {}

    /** The first value, unless it is absent or empty. */
    static Optional<String> of(Call call, String name) {
        return call.query(name).filter(text -> !text.isEmpty()).map(text -> checked(name, text, NAME_CHARS_MAX));
    }

    /** The text itself; 400 for one that is too long or cannot be stored. */
    static String checked(String name, String text, int maxChars) {
        if (text.length() > maxChars) {
            throw Refusal.badRequest(
                            "request.field-too-long",
                            "parameter \"" + name + "\" is longer than " + maxChars + " characters")
                    .exception();
        }
        if (!StorableText.storable(text)) {
            throw Refusal.badRequest(
                            "request.text-not-storable",
                            "a parameter contains the character U+0000 or half of a surrogate pair")
                    .exception();
        }
        return text;
    }
}
