package io.holdfast.valve;

import java.util.Optional;
import java.util.UUID;

/** Tells a valve from all others, in the cell or on a node. */
public record ValveId(UUID value) {
    /** Another than any there ever was. */
    public static ValveId random() {
        return new ValveId(UUID.randomUUID());
    }

    /** Empty when the text is no id. */
    public static Optional<ValveId> parse(String text) {
        try {
            return Optional.of(new ValveId(UUID.fromString(text)));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
