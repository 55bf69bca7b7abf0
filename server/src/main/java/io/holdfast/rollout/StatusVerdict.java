package io.holdfast.rollout;

import java.util.Locale;

/** What the database made of a status report. */
public enum StatusVerdict {
    /** The target now has this status. */
    RECORDED,
    /** A failure that was answered with another attempt: the target begins anew. */
    RETRIED,
    /** The target had it already. */
    UNCHANGED,
    /** The target was further along: it stands in the timeline. */
    LATE,
    /** The deployment was aborted. A success makes the target "installed anyway". */
    ABORTED,
    /** The target or its deployment had finished otherwise: it stands in the timeline. */
    FINISHED,
    /** There is no such target. */
    GONE;

    static StatusVerdict of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
