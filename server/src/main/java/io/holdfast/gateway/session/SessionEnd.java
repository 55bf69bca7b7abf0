package io.holdfast.gateway.session;

import java.util.Locale;

/**
 * Why a session is over.
 *
 * @param text the device's own words or the link's end, for a person; may be empty
 */
public record SessionEnd(Cause cause, String text) {

    /** Who ended it, or what. */
    public enum Cause {
        /** Whoever had opened it. */
        CLOSED,
        /** The device: the shell exited, the agent closed the session. */
        CLOSED_BY_DEVICE,
        /** The device's owner has switched this protocol off. */
        NOT_SERVED,
        /** The device refused, and said why. */
        REFUSED,
        /** The device did not answer in time. */
        TIMED_OUT,
        /** The device broke the protocol. */
        PROTOCOL,
        /** Whoever had opened it did not take what came for half a minute. */
        NOT_READ,
        /** The device's link ended. */
        LINK_ENDED;

        /** As it is stored and counted. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static SessionEnd of(Cause cause) {
        return new SessionEnd(cause, "");
    }
}
