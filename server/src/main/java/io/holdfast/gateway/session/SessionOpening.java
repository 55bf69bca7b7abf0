package io.holdfast.gateway.session;

import io.holdfast.platform.http.Refusal;

/** What became of the wish to open a session. */
public sealed interface SessionOpening {

    /** It stands, and the device serves its protocol. */
    record Opened(DeviceSession session) implements SessionOpening {}

    /** It does not stand; the listener was told nothing. */
    record Refused(Reason reason, String text) implements SessionOpening {}

    /** Why a session could not be opened. */
    enum Reason {
        DEVICE_UNKNOWN(404, "session.device-unknown", "there is no such device"),
        NOT_CONNECTED(409, "session.device-not-connected", "the device has no live link now"),
        DEVICE_FULL(429, "session.device-full", "the device has as many sessions as it can have"),
        OWNER_FULL(429, "session.owner-full", "you have as many sessions as one person can have"),
        NOT_SERVED(409, "session.not-served", "the device does not offer this"),
        REFUSED(409, "session.refused", "the device refused"),
        TIMED_OUT(408, "session.timed-out", "the device did not answer in time"),
        LINK_ENDED(409, "session.link-ended", "the device's link ended");

        private final int status;
        private final String code;
        private final String sentence;

        Reason(int status, String code, String sentence) {
            this.status = status;
            this.code = code;
            this.sentence = sentence;
        }

        /** As an answer to whoever asked over HTTP. */
        public Refusal refusal() {
            return new Refusal(status, code, sentence);
        }
    }
}
