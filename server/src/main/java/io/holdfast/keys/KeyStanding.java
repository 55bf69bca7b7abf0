package io.holdfast.keys;

import java.util.Locale;

/** How far a signing key is in its life. Persisted by name. */
public enum KeyStanding {
    /** Known to the nodes, not used yet: it signs only when every live node reports having it. */
    ANNOUNCED,
    /** The one of its purpose that signs. */
    SIGNING,
    /** Signs no more; what it signed is still good. */
    VERIFYING,
    /** Nothing that it signed is good any more. */
    RETIRED;

    /** The name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The standing stored under the name; an unknown name is a broken row, not a default. */
    public static KeyStanding stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether what the key signed is honoured. */
    public boolean verifies() {
        return this != RETIRED;
    }
}
