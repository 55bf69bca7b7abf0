package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeviceLog;
import io.holdfast.rollout.LogBatch;
import io.holdfast.rollout.LogVerdict;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentLog;
import java.sql.Connection;
import java.util.List;

/** Logs of failed deployments: few, large, and in a lane of their own so that nothing small waits behind them. */
final class LogKind implements DeviceReportKind<DeviceLog> {
    private static final int BYTES = 256;

    @Override
    public LaneName lane() {
        return LaneName.LOG;
    }

    @Override
    public LaneLimits limits() {
        return LaneLimits.LOGS;
    }

    @Override
    public TenantId tenant(DeviceLog report) {
        return report.device().tenant();
    }

    @Override
    public Object key(DeviceLog report) {
        record Key(DeviceRef device, DeploymentId deployment) {}
        return new Key(report.device(), report.deployment());
    }

    @Override
    public int bytes(DeviceLog report) {
        return BYTES + report.log().text().length();
    }

    @Override
    public boolean absorbs(DeviceLog later, DeviceLog earlier) {
        return true;
    }

    @Override
    public BatchResult<ReportOutcome> commit(
            Connection connection, List<Received<DeviceLog>> reports, Passage passage) {
        BatchResult<LogVerdict> result = LogBatch.commit(connection, reports, passage);
        return new BatchResult<>(
                result.verdicts().stream().map(LogKind::outcome).toList(), result.seq(), result.statements());
    }

    private static ReportOutcome outcome(LogVerdict verdict) {
        return switch (verdict) {
            case RECORDED, LATE -> new ReportOutcome.Recorded();
            case GONE -> new ReportOutcome.Gone();
        };
    }

    @Override
    public JournalLane journalLane() {
        return JournalLane.LOG;
    }

    @Override
    public DeviceRef device(DeviceLog report) {
        return report.device();
    }

    @Override
    public byte[] encode(DeviceLog report) {
        DeploymentLog log = report.log();
        return new Utf8Body.Out()
                .uuid(report.deployment().value())
                .number(log.messages())
                .number(log.truncated() ? 1 : 0)
                .text(log.text())
                .bytes();
    }

    @Override
    public DeviceLog decode(DeviceRef device, byte[] body) {
        Utf8Body.In in = new Utf8Body.In(body);
        DeploymentId deployment = new DeploymentId(in.uuid());
        int messages = Math.toIntExact(in.number());
        boolean truncated = in.number() == 1;
        return new DeviceLog(device, deployment, new DeploymentLog(in.text(), messages, truncated));
    }
}
