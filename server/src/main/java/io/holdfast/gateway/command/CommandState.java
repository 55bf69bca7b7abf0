package io.holdfast.gateway.command;

import java.util.Locale;

/** How far a command is. It goes from waiting to one of the others, and from sent to answered. */
public enum CommandState {
    /** For the device. */
    WAITING,
    /** Handed to the device's link, or lost on the way to it: it is never sent twice. No answer came yet. */
    SENT,
    /** The device said what became of it. */
    ANSWERED,
    /** The device did not come in time. */
    EXPIRED,
    /** Somebody took it back before it was sent. */
    CANCELLED;

    /** As it is stored and as the API says it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CommandState stored(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
