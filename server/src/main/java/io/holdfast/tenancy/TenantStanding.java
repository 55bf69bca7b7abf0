package io.holdfast.tenancy;

import java.util.Locale;

/** Whether a tenant is served. Persisted by name. */
public enum TenantStanding {
    ACTIVE,
    SUSPENDED;

    /** The name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The standing stored under the name; an unknown name is a broken row, not a default. */
    public static TenantStanding stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
