package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** What a lane must know of its reports: everything that differs between a status and a log stands in one of these. */
interface ReportKind<R, O> {

    LaneName lane();

    LaneLimits limits();

    TenantId tenant(R report);

    /** Two reports of one key are never in one statement. */
    Object key(R report);

    /** Roughly what it takes in memory and in the statement. */
    int bytes(R report);

    /** Whether sending {@code later} makes sending {@code earlier}, of the same key, needless. */
    boolean absorbs(R later, R earlier);

    /**
     * Commits the reports, all or none, no two of one key.
     *
     * @throws io.holdfast.platform.database.DatabaseException when nothing was committed, or the outcome is unknown
     */
    BatchResult<O> commit(Connection connection, List<Received<R>> reports, Passage passage);

    /** Called after a commit, on the writer: must be quick. */
    void committed(List<Received<R>> reports, List<O> outcomes);

    /** Called when reports are in the journal and before anybody is answered, on the writer: must be quick. */
    default void journaled(List<Received<R>> reports) {}

    O poisoned();

    O busy(Duration retryAfter);

    O unavailable(Duration retryAfter);

    /** How reports of this kind outlive the database's absence. */
    Journaling<R, O> journaling();

    /** Whether, and how, a report goes to the journal. */
    sealed interface Journaling<R, O> {

        /** Without the database nothing can be answered. */
        record Never<R, O>() implements Journaling<R, O> {}

        /** To the journal, and {@code outcome} is the answer. */
        record Kept<R, O>(JournalLane lane, JournalCodec<R> codec, O outcome) implements Journaling<R, O> {}
    }

    /** Reports as bytes. */
    interface JournalCodec<R> {

        DeviceRef device(R report);

        /** Whether it makes what the journal's lane of values has of the device needless. */
        default boolean replacesEarlier(R report) {
            return true;
        }

        byte[] encode(R report);

        /** Throws {@link IllegalArgumentException} for bytes that are no such report. */
        R decode(DeviceRef device, byte[] body);
    }
}
