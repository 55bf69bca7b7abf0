package io.holdfast.identity;

import java.util.Locale;

/** Whether an auth set, and through its sets a device, may talk to the server. Persisted by wire name. */
public enum Standing {
    PENDING,
    ACCEPTED,
    REJECTED,
    PREAUTHORIZED,
    /** A device none of whose auth sets is left. */
    NOAUTH;

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The standing stored under the name; an unknown name is a broken row, not a default. */
    public static Standing stored(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
