package io.holdfast.wire.json;

import java.io.Serial;

/** What was sent cannot be taken, for a reason in it. Carries no stack trace, because a flood of bad input must stay cheap. */
public abstract class InputRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code stable, dotted, lower case, such as {@code request.malformed-json}; clients and counters depend on it
     * @param sentence what is wrong, for a person
     */
    protected InputRefused(String code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    /** The stable name of this refusal. */
    public final String code() {
        return code;
    }

    /** The sentence for a person; never null, unlike the inherited contract. */
    public final String sentence() {
        return String.valueOf(getMessage());
    }
}
