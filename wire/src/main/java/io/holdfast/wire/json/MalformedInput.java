package io.holdfast.wire.json;

import java.io.Serial;

/**
 * What a client sent cannot be read: answered with 400, {@link #code()} and {@link #getMessage()}.
 *
 * <p>The sentence names fields of the protocol and limits, never a value that was sent: it goes to the client and into logs,
 * and what was sent may be a secret.
 */
public final class MalformedInput extends InputRefused {
    @Serial
    private static final long serialVersionUID = 1L;

    /** As {@link InputRefused#InputRefused}. */
    public MalformedInput(String code, String sentence) {
        super(code, sentence);
    }

    /** The body, or a part of it, is longer than its limit. */
    public static MalformedInput tooLarge(String what, int limitBytes) {
        return new MalformedInput("request.too-large", what + " is larger than " + limitBytes + " bytes");
    }

    /** A field that the protocol requires is absent. */
    public static MalformedInput missing(String field) {
        return new MalformedInput("request.field-missing", "the field \"" + field + "\" is missing");
    }

    /** A field has another JSON type than the protocol says. */
    public static MalformedInput wrongType(String field, String expected) {
        return new MalformedInput("request.wrong-type", "\"" + field + "\" must be " + expected);
    }

    /** A text is longer than its limit. */
    public static MalformedInput tooLong(String field, int limitChars) {
        return new MalformedInput(
                "request.field-too-long", "\"" + field + "\" is longer than " + limitChars + " characters");
    }
}
