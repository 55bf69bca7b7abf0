package io.holdfast.gateway.presence;

import java.time.Instant;
import java.util.UUID;

/**
 * One line of a device's timeline.
 *
 * @param kind whether the link began or ended
 * @param reason why it ended, {@link io.holdfast.gateway.link.CloseCause#label}; empty where it began
 */
public record LinkEvent(UUID id, Instant at, Kind kind, String reason) {

    /** What happened. */
    public enum Kind {
        CONNECTED("connected"),
        DISCONNECTED("disconnected");

        private final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        String stored() {
            return stored;
        }

        static Kind ofStored(String text) {
            return text.equals(CONNECTED.stored) ? CONNECTED : DISCONNECTED;
        }
    }
}
