package io.holdfast.inventory;

import java.util.Arrays;
import java.util.Optional;

/** Who says an attribute of a device. */
public enum AttributeScope {
    /** The device, in its reports. */
    INVENTORY("inventory"),
    /** The device, when it introduced itself; and its standing. */
    IDENTITY("identity"),
    /** The server. */
    SYSTEM("system"),
    /** People. Nothing has this scope yet. */
    TAGS("tags"),
    /** The device's own watch over itself. Nothing has this scope yet. */
    MONITOR("monitor");

    private final String wireName;

    AttributeScope(String wireName) {
        this.wireName = wireName;
    }

    /** Its name in every Mender API. */
    public String wireName() {
        return wireName;
    }

    /** The scope with this name on the wire. */
    public static Optional<AttributeScope> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(name))
                .findFirst();
    }
}
