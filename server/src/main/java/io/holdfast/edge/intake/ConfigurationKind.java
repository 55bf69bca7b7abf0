package io.holdfast.edge.intake;

import io.holdfast.config.ReportedConfiguration;
import io.holdfast.config.ReportedConfigurationBatch;
import io.holdfast.config.ReportedVerdict;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;

/** Reported configurations: the last one of a device counts. */
final class ConfigurationKind implements DeviceReportKind<ReportedConfiguration> {
    private static final int BYTES = 256;

    @Override
    public LaneName lane() {
        return LaneName.CONFIGURATION;
    }

    @Override
    public LaneLimits limits() {
        return LaneLimits.REPORTS;
    }

    @Override
    public TenantId tenant(ReportedConfiguration report) {
        return report.device().tenant();
    }

    @Override
    public Object key(ReportedConfiguration report) {
        return report.device();
    }

    @Override
    public int bytes(ReportedConfiguration report) {
        return BYTES + report.text().length();
    }

    @Override
    public boolean absorbs(ReportedConfiguration later, ReportedConfiguration earlier) {
        return true;
    }

    @Override
    public BatchResult<ReportOutcome> commit(
            Connection connection, List<Received<ReportedConfiguration>> reports, Passage passage) {
        BatchResult<ReportedVerdict> result = ReportedConfigurationBatch.commit(connection, reports, passage);
        return new BatchResult<>(
                result.verdicts().stream().map(ConfigurationKind::outcome).toList(), result.seq(), result.statements());
    }

    private static ReportOutcome outcome(ReportedVerdict verdict) {
        return switch (verdict) {
            case RECORDED -> new ReportOutcome.Recorded();
            case UNCHANGED, LATE -> new ReportOutcome.Unchanged();
            case GONE -> new ReportOutcome.Gone();
        };
    }

    @Override
    public JournalLane journalLane() {
        return JournalLane.CONFIGURATION;
    }

    @Override
    public DeviceRef device(ReportedConfiguration report) {
        return report.device();
    }

    @Override
    public byte[] encode(ReportedConfiguration report) {
        return new Utf8Body.Out()
                .number(report.contentHash())
                .text(report.text())
                .bytes();
    }

    @Override
    public ReportedConfiguration decode(DeviceRef device, byte[] body) {
        Utf8Body.In in = new Utf8Body.In(body);
        long contentHash = in.number();
        return new ReportedConfiguration(device, in.text(), contentHash);
    }
}
