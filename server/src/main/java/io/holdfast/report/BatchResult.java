package io.holdfast.report;

import java.util.List;
import java.util.OptionalLong;

/**
 * What became of a committed batch.
 *
 * @param verdicts one for each report, in the order in which they were given
 * @param seq the feed number, when a fleet image must read something again
 * @param statements what PostgreSQL counted for it
 */
public record BatchResult<V>(List<V> verdicts, OptionalLong seq, int statements) {
    /** Copies. */
    public BatchResult {
        verdicts = List.copyOf(verdicts);
    }
}
