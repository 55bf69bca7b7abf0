package io.holdfast.edge.cohort;

import java.time.Instant;
import java.util.Locale;

/**
 * Why a cohort is out of line, for a person.
 *
 * @param since when it was found
 * @param kind which measure
 * @param sentence what is odd, against what
 * @param ratePerSecond to which a valve would slow it: twice what so many others would ask for
 */
public record Suspicion(Instant since, Kind kind, String sentence, int ratePerSecond) {

    /** In which way. */
    public enum Kind {
        COST,
        CONNECTS,
        REQUESTS,
        ERRORS;

        /** For alarms and answers. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Found earlier already. */
    Suspicion since(Instant earlier) {
        return new Suspicion(earlier, kind, sentence, ratePerSecond);
    }
}
