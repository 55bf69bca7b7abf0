package io.holdfast.config;

import java.util.Locale;

/** What the database made of a reported configuration. */
public enum ReportedVerdict {
    /** It is on record now. */
    RECORDED,
    /** It was on record already. */
    UNCHANGED,
    /** Replayed, and the device has said something newer. */
    LATE,
    /** There is no such device. */
    GONE;

    static ReportedVerdict of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
