package io.holdfast.edge.image;

import java.util.Locale;

/** What a signing key of the cell is for. Stored by its lower-case name. */
public enum KeyPurpose {
    DEVICE_TOKEN,
    USER_TOKEN,
    TENANT_TOKEN,
    DOWNLOAD_LINK;

    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a name this version does not know */
    public static KeyPurpose stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
