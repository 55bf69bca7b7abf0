package io.holdfast.edge.intake;

import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.inventory.InventoryBatch;
import io.holdfast.inventory.InventoryVerdict;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;

/** Inventories: the last one of a device counts. */
final class InventoryKind
        implements ReportKind<DeviceInventory, InventoryOutcome>, ReportKind.JournalCodec<DeviceInventory> {
    private static final int BYTES = 256;

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
        return true;
    }

    @Override
    public BatchResult<InventoryOutcome> commit(
            Connection connection, List<Received<DeviceInventory>> reports, Passage passage) {
        BatchResult<InventoryVerdict> result = InventoryBatch.commit(connection, reports, passage);
        return new BatchResult<>(
                result.verdicts().stream().map(InventoryKind::outcome).toList(), result.seq(), result.statements());
    }

    private static InventoryOutcome outcome(InventoryVerdict verdict) {
        return switch (verdict) {
            case RECORDED -> new InventoryOutcome.Recorded();
            case UNCHANGED, LATE -> new InventoryOutcome.Unchanged();
            case GONE -> new InventoryOutcome.Gone();
        };
    }

    @Override
    public void committed(List<Received<DeviceInventory>> reports, List<InventoryOutcome> outcomes) {}

    @Override
    public InventoryOutcome poisoned() {
        return new InventoryOutcome.Poisoned();
    }

    @Override
    public InventoryOutcome busy(Duration retryAfter) {
        return new InventoryOutcome.Busy(retryAfter);
    }

    @Override
    public InventoryOutcome unavailable(Duration retryAfter) {
        return new InventoryOutcome.Unavailable(retryAfter);
    }

    @Override
    public Journaling<DeviceInventory, InventoryOutcome> journaling() {
        return new Journaling.Kept<>(JournalLane.INVENTORY, this, new InventoryOutcome.Journaled());
    }

    @Override
    public DeviceRef device(DeviceInventory report) {
        return report.device();
    }

    @Override
    public byte[] encode(DeviceInventory report) {
        return new Utf8Body.Out()
                .number(report.contentHash())
                .text(report.attributes())
                .bytes();
    }

    @Override
    public DeviceInventory decode(DeviceRef device, byte[] body) {
        Utf8Body.In in = new Utf8Body.In(body);
        long contentHash = in.number();
        return new DeviceInventory(device, in.text(), contentHash);
    }
}
