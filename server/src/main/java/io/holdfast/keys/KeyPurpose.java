package io.holdfast.keys;

import java.util.Locale;

/** What a signing key signs. Persisted by name. */
public enum KeyPurpose {
    /** What a device shows with every request. */
    DEVICE_TOKEN,
    /** What a person or program shows. */
    USER_TOKEN,
    /** What a device sends to say whose it is. */
    TENANT_TOKEN,
    /** Addresses of artifacts, good for a while. */
    DOWNLOAD_LINK;

    /** The name in the database. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The purpose stored under the name; an unknown name is a broken row, not a default. */
    public static KeyPurpose stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
