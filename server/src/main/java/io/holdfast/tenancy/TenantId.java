package io.holdfast.tenancy;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A tenant: a company, or a part of one, whose devices and people see nobody else's. */
public record TenantId(UUID value) {

    /** A new random identifier (version 4). */
    public static TenantId random() {
        return new TenantId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<TenantId> parse(String text) {
        return Uuids.parse(text).map(TenantId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
