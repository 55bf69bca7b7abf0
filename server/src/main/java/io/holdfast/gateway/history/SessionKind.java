package io.holdfast.gateway.history;

import java.util.Locale;

/** What a person's session with a device is for. */
public enum SessionKind {
    TERMINAL,
    FORWARD;

    /** As it is stored, and shown. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SessionKind stored(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
