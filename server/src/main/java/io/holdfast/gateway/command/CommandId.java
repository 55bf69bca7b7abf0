package io.holdfast.gateway.command;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A command to a device. */
public record CommandId(UUID value) {

    /** A new random identifier (version 4). */
    public static CommandId random() {
        return new CommandId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<CommandId> parse(String text) {
        return Uuids.parse(text).map(CommandId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
