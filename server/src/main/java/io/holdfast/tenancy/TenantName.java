package io.holdfast.tenancy;

import io.holdfast.platform.http.Refusal;
import io.holdfast.wire.json.StorableText;

/** What people call a tenant: 1 to 256 characters, without control characters or space around; unique in the cell. */
public record TenantName(String value) {
    private static final int MAX_CHARS = 256;

    /** Throws {@link io.holdfast.platform.http.RefusedException} with {@code tenant.name-invalid}. */
    public TenantName {
        boolean good = !value.isEmpty()
                && value.length() <= MAX_CHARS
                && value.equals(value.strip())
                && StorableText.storable(value)
                && value.chars().noneMatch(Character::isISOControl);
        if (!good) {
            throw Refusal.badRequest(
                            "tenant.name-invalid",
                            "A tenant's name has 1 to " + MAX_CHARS + " characters and no space around it.")
                    .exception();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
