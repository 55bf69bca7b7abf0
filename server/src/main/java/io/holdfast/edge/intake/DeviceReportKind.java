package io.holdfast.edge.intake;

import io.holdfast.report.Received;
import java.time.Duration;
import java.util.List;

/** What all reports of known devices have in common: their answers, and the journal that keeps them. */
interface DeviceReportKind<R> extends ReportKind<R, ReportOutcome>, ReportKind.JournalCodec<R> {

    /** Where the journal keeps them. */
    JournalLane journalLane();

    @Override
    default void committed(List<Received<R>> reports, List<ReportOutcome> outcomes) {}

    @Override
    default ReportOutcome poisoned() {
        return new ReportOutcome.Poisoned();
    }

    @Override
    default ReportOutcome busy(Duration retryAfter) {
        return new ReportOutcome.Busy(retryAfter);
    }

    @Override
    default ReportOutcome unavailable(Duration retryAfter) {
        return new ReportOutcome.Unavailable(retryAfter);
    }

    @Override
    default Journaling<R, ReportOutcome> journaling() {
        return new Journaling.Kept<>(journalLane(), this, new ReportOutcome.Journaled());
    }
}
