package io.holdfast.rollout;

import java.util.Locale;

/** What the database made of a log. */
public enum LogVerdict {
    /** It is the target's log now. */
    RECORDED,
    /** Replayed, and the target has this log, or a newer one. */
    LATE,
    /** There is no such target. */
    GONE;

    static LogVerdict of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
