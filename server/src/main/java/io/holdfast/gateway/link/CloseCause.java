package io.holdfast.gateway.link;

import java.time.Duration;
import java.util.Locale;

/** Why a link ended. The name is stored in timelines and is a label of counters. */
public enum CloseCause {
    /** The device said so; mender-client does at each new token and is back some 10 ms later. */
    DEVICE_CLOSED(1000, "bye", true),
    /** The connection broke. */
    LOST(1006, "lost", false),
    /** Nothing came for a ping interval and 6 s. */
    SILENT(1008, "nothing was heard", false),
    /** The device opened another link; this is the older one. */
    REPLACED(1008, "replaced by a newer link", true),
    /** The device was decommissioned or rejected, or its token revoked. */
    REVOKED(1008, "not authorized any more", false),
    /** The device broke the protocol, or flooded. */
    PROTOCOL(1008, "the protocol was broken", false),
    /** A message beyond the limit. */
    TOO_LARGE(1009, "the message is too large", false),
    /** The server restarts; the device comes back after the time in the reason. */
    RESTART(1012, "restart", false),
    /** A valve holds the device back; it comes back after the time in the reason. */
    HELD_BACK(1013, "held back by the operator", false),
    /** The node has no room; the device comes back after the time in the reason. */
    OVERLOADED(1013, "try again later", false);

    private final int code;
    private final String reason;
    private final boolean comesBack;

    CloseCause(int code, String reason, boolean comesBack) {
        this.code = code;
        this.reason = reason;
        this.comesBack = comesBack;
    }

    /** The WebSocket status; 1006 is never sent. */
    public int code() {
        return code;
    }

    /** What is sent with the status. */
    public String reason() {
        return reason;
    }

    /** What is sent with the status, with the time after which to come back. */
    public String reason(Duration slot) {
        return reason + "; retry after " + slot.toSeconds() + " s";
    }

    /** Whether another link of the device usually follows at once: nobody is told before it had the time to. */
    public boolean comesBack() {
        return comesBack;
    }

    /** As it is stored and counted. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
