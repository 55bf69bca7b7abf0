package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.rollout.DeviceStatus;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.rollout.StatusBatch;
import io.holdfast.rollout.StatusVerdict;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Deployment statuses: ranked events. */
final class StatusKind implements DeviceReportKind<DeviceStatus> {
    private static final int BYTES = 256;
    private final Consumer<DeploymentRef> targetFinished;
    private final FailureCounts failures;

    /** {@code targetFinished} is told of each deployment in which a batch finished a target; it must be quick. */
    StatusKind(Consumer<DeploymentRef> targetFinished, FailureCounts failures) {
        this.targetFinished = targetFinished;
        this.failures = failures;
    }

    @Override
    public LaneName lane() {
        return LaneName.STATUS;
    }

    @Override
    public LaneLimits limits() {
        return LaneLimits.REPORTS;
    }

    @Override
    public TenantId tenant(DeviceStatus report) {
        return report.device().tenant();
    }

    @Override
    public Object key(DeviceStatus report) {
        record Key(DeviceRef device, DeploymentId deployment) {}
        return new Key(report.device(), report.deployment());
    }

    @Override
    public int bytes(DeviceStatus report) {
        return BYTES + 3 * report.report().substate().map(String::length).orElse(0);
    }

    /** A later status of the same or a higher rank, unless the earlier one is the last word. */
    @Override
    public boolean absorbs(DeviceStatus later, DeviceStatus earlier) {
        DeploymentStatus now = later.report().status();
        DeploymentStatus before = earlier.report().status();
        return now == before || (now.rank() >= before.rank() && !before.finished());
    }

    @Override
    public BatchResult<ReportOutcome> commit(
            Connection connection, List<Received<DeviceStatus>> reports, Passage passage) {
        BatchResult<StatusVerdict> result = StatusBatch.commit(connection, reports, passage);
        // Before anybody is answered: the next device to ask may be the one that is not to begin.
        failures.decided(reports, result.verdicts());
        return new BatchResult<>(
                result.verdicts().stream().map(StatusKind::outcome).toList(), result.seq(), result.statements());
    }

    private static ReportOutcome outcome(StatusVerdict verdict) {
        return switch (verdict) {
            case RECORDED, RETRIED, LATE -> new ReportOutcome.Recorded();
            case UNCHANGED -> new ReportOutcome.Unchanged();
            case ABORTED -> new ReportOutcome.Aborted();
            case FINISHED -> new ReportOutcome.Finished();
            case GONE -> new ReportOutcome.Gone();
        };
    }

    @Override
    public void committed(List<Received<DeviceStatus>> reports, List<ReportOutcome> outcomes) {
        Set<DeploymentRef> touched = new HashSet<>();
        for (int i = 0; i < reports.size(); i++) {
            DeviceStatus report = reports.get(i).report();
            // Unchanged too: the first time its outcome may have been unknown.
            boolean stands = outcomes.get(i) instanceof ReportOutcome.Recorded
                    || outcomes.get(i) instanceof ReportOutcome.Unchanged;
            if (report.report().status().finished() && stands) {
                touched.add(new DeploymentRef(report.device().tenant(), report.deployment()));
            }
        }
        touched.forEach(targetFinished);
    }

    @Override
    public void journaled(List<Received<DeviceStatus>> reports) {
        failures.journaled(reports);
    }

    @Override
    public JournalLane journalLane() {
        return JournalLane.STATUS;
    }

    @Override
    public DeviceRef device(DeviceStatus report) {
        return report.device();
    }

    @Override
    public byte[] encode(DeviceStatus report) {
        return new Utf8Body.Out()
                .uuid(report.deployment().value())
                .text(report.report().status().wireName())
                .text(report.report().substate().orElse(""))
                .bytes();
    }

    @Override
    public DeviceStatus decode(DeviceRef device, byte[] body) {
        Utf8Body.In in = new Utf8Body.In(body);
        DeploymentId deployment = new DeploymentId(in.uuid());
        DeploymentStatus status = DeploymentStatus.ofWireName(in.text())
                .orElseThrow(() -> new IllegalArgumentException("no such deployment status"));
        Optional<String> substate = Optional.of(in.text()).filter(text -> !text.isEmpty());
        return new DeviceStatus(device, deployment, new StatusReport(status, substate));
    }
}
