package io.holdfast.identity;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A device, for as long as it is known; a device that returns after its decommissioning gets another. */
public record DeviceId(UUID value) {

    /** A new random identifier (version 4). */
    public static DeviceId random() {
        return new DeviceId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<DeviceId> parse(String text) {
        return Uuids.parse(text).map(DeviceId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
