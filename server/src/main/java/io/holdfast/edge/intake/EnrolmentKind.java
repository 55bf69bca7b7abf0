package io.holdfast.edge.intake;

import io.holdfast.identity.EnrolVerdict;
import io.holdfast.identity.Enrolment;
import io.holdfast.identity.EnrolmentBatch;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Enrolments: only the database can say who is let in, so they never go to the journal. */
final class EnrolmentKind implements ReportKind<Enrolment, EnrolOutcome> {
    private static final int BYTES = 4_096;

    private final EnrolmentBatch batch;

    EnrolmentKind(EnrolmentBatch batch) {
        this.batch = batch;
    }

    @Override
    public LaneName lane() {
        return LaneName.ENROLMENT;
    }

    @Override
    public LaneLimits limits() {
        return LaneLimits.REPORTS;
    }

    @Override
    public TenantId tenant(Enrolment enrolment) {
        return enrolment.tenant();
    }

    @Override
    public Object key(Enrolment enrolment) {
        return enrolment;
    }

    @Override
    public int bytes(Enrolment enrolment) {
        return BYTES;
    }

    /** They are the same. */
    @Override
    public boolean absorbs(Enrolment later, Enrolment earlier) {
        return true;
    }

    @Override
    public BatchResult<EnrolOutcome> commit(
            Connection connection, List<Received<Enrolment>> enrolments, Passage passage) {
        BatchResult<EnrolVerdict> result = batch.commit(
                connection, enrolments.stream().map(Received::report).toList());
        return new BatchResult<>(
                result.verdicts().stream().map(EnrolmentKind::outcome).toList(), result.seq(), result.statements());
    }

    private static EnrolOutcome outcome(EnrolVerdict verdict) {
        return switch (verdict) {
            case EnrolVerdict.Accepted accepted ->
                new EnrolOutcome.Accepted(accepted.device(), accepted.authSet(), accepted.seq());
            case EnrolVerdict.Pending pending -> new EnrolOutcome.Pending();
            case EnrolVerdict.Rejected rejected -> new EnrolOutcome.Rejected();
            case EnrolVerdict.LimitReached reached -> new EnrolOutcome.LimitReached();
            case EnrolVerdict.TooManyKeys many -> new EnrolOutcome.TooManyKeys();
        };
    }

    @Override
    public void committed(List<Received<Enrolment>> enrolments, List<EnrolOutcome> outcomes) {}

    @Override
    public EnrolOutcome poisoned() {
        return new EnrolOutcome.Poisoned();
    }

    @Override
    public EnrolOutcome busy(Duration retryAfter) {
        return new EnrolOutcome.Busy(retryAfter);
    }

    @Override
    public EnrolOutcome unavailable(Duration retryAfter) {
        return new EnrolOutcome.Unavailable(retryAfter);
    }

    @Override
    public Journaling<Enrolment, EnrolOutcome> journaling() {
        return new Journaling.Never<>();
    }
}
