package io.holdfast.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When and under which id a report came in.
 *
 * @param receivedAt the node's wall clock, in microseconds as the database keeps it: a replay compares the two
 */
public record Receipt(ReportId id, Instant receivedAt) {
    /** Cuts to microseconds. */
    public Receipt {
        receivedAt = receivedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** Microseconds since 1970, for statements that take many moments in one array. */
    public long receivedMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
    }
}
