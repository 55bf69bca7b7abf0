package io.holdfast.edge.admission;

import java.time.Duration;

/** Whether a device's work is done now. */
public sealed interface Admittance {
    /** The one instance, so that letting in allocates nothing. */
    Admitted ADMITTED = new Admitted();

    /** It is. */
    record Admitted() implements Admittance {}

    /**
     * It is not: 503 with the time, never a denial, because a device that is told 401 or 403 drops what it holds.
     *
     * @param code stable, for the answer's body and for counting
     * @param after when to come back; at least a second
     * @param heldBack whether the answer is given a little later: who would else ask again the moment he is refused
     */
    record Refused(String code, Duration after, boolean heldBack) implements Admittance {

        /** Answered at once. */
        public Refused(String code, Duration after) {
            this(code, after, false);
        }

        /** Answered after the time that {@link RefusalHold} gives, as long as it has places. */
        public static Refused heldBack(String code, Duration after) {
            return new Refused(code, after, true);
        }
    }
}
