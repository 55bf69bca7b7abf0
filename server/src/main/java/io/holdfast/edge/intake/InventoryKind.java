package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.inventory.DeviceInventory.Extent;
import io.holdfast.inventory.InventoryBatch;
import io.holdfast.inventory.InventoryVerdict;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;

/** Inventories: the last whole one of a device counts, and what came in parts after it. */
final class InventoryKind implements DeviceReportKind<DeviceInventory> {
    private static final int BYTES = 256;
    /** Follows the attributes of a part in the journal. */
    private static final String PART = "part";

    @Override
    public LaneName lane() {
        return LaneName.INVENTORY;
    }

    @Override
    public LaneLimits limits() {
        return LaneLimits.REPORTS;
    }

    @Override
    public TenantId tenant(DeviceInventory report) {
        return report.device().tenant();
    }

    @Override
    public Object key(DeviceInventory report) {
        return report.device();
    }

    @Override
    public int bytes(DeviceInventory report) {
        return BYTES + report.attributes().length();
    }

    @Override
    public boolean absorbs(DeviceInventory later, DeviceInventory earlier) {
        return later.extent() == Extent.WHOLE;
    }

    @Override
    public BatchResult<ReportOutcome> commit(
            Connection connection, List<Received<DeviceInventory>> reports, Passage passage) {
        BatchResult<InventoryVerdict> result = InventoryBatch.commit(connection, reports, passage);
        return new BatchResult<>(
                result.verdicts().stream().map(InventoryKind::outcome).toList(), result.seq(), result.statements());
    }

    private static ReportOutcome outcome(InventoryVerdict verdict) {
        return switch (verdict) {
            case RECORDED -> new ReportOutcome.Recorded();
            case UNCHANGED, LATE -> new ReportOutcome.Unchanged();
            case GONE -> new ReportOutcome.Gone();
        };
    }

    @Override
    public JournalLane journalLane() {
        return JournalLane.INVENTORY;
    }

    @Override
    public DeviceRef device(DeviceInventory report) {
        return report.device();
    }

    @Override
    public boolean replacesEarlier(DeviceInventory report) {
        return report.extent() == Extent.WHOLE;
    }

    @Override
    public byte[] encode(DeviceInventory report) {
        Utf8Body.Out out = new Utf8Body.Out().number(report.contentHash()).text(report.attributes());
        // Whole ones stay as they always were: a journal outlives the version that wrote it.
        return report.extent() == Extent.PART ? out.text(PART).bytes() : out.bytes();
    }

    @Override
    public DeviceInventory decode(DeviceRef device, byte[] body) {
        Utf8Body.In in = new Utf8Body.In(body);
        long contentHash = in.number();
        String attributes = in.text();
        Extent extent = in.hasMore() && in.text().equals(PART) ? Extent.PART : Extent.WHOLE;
        return new DeviceInventory(device, attributes, contentHash, extent);
    }
}
