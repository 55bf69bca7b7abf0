package io.holdfast.api.ops;

/** How one thing is. */
public sealed interface Health {

    record Well() implements Health {}

    /** @param reason one sentence for the operator */
    record Unwell(String reason) implements Health {}

    static Health well() {
        return new Well();
    }

    static Health unwell(String reason) {
        return new Unwell(reason);
    }
}
