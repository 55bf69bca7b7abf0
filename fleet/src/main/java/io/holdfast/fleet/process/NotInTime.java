package io.holdfast.fleet.process;

import java.time.Duration;

/** Something that was waited for did not happen. */
public final class NotInTime extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param what was waited for, as a sentence */
    public NotInTime(String what, Duration limit) {
        super("Waited " + told(limit) + " in vain for this: " + what);
    }

    NotInTime(String what, Duration limit, Throwable cause) {
        super("Waited " + told(limit) + " in vain for this: " + what, cause);
    }

    private static String told(Duration limit) {
        return limit.toSeconds() >= 120 && limit.toSecondsPart() == 0
                ? limit.toMinutes() + " min"
                : limit.toMillis() >= 1_000 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }
}
