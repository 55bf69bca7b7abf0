package io.holdfast.identity;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Accepts devices again whose acceptance was lost when the database was restored to an earlier moment. What a person decided
 * after the restore stands; what the tenant has no room for waits for a person.
 */
public final class Readoption {
    private final FleetTransactions transactions;
    private final DeviceQuota quotas;

    public Readoption(FleetTransactions transactions, DeviceQuota quotas) {
        this.transactions = transactions;
        this.quotas = quotas;
    }

    private static final String WITHOUT_KEY = """
            select device_id
            from readopted_device
            order by tenant_id, device_id
            limit 10000
            """;

    /** Devices of all tenants that were re-adopted on their token alone and have not shown their key since; at most 10,000. */
    public List<DeviceId> devicesWithoutKey() {
        return transactions.read(connection ->
                Query.on(connection, WITHOUT_KEY).list(row -> new DeviceId(Query.uuid(row, "device_id"))));
    }

    /**
     * Decides about the claims of one tenant, all or none, in one transaction with their audit rows.
     *
     * @param lostSeq where the lost history ended: whatever is younger than the first number beyond it was decided since
     */
    public Map<ReadoptionClaim, ReadoptionOutcome> readopt(
            TenantId tenant, List<ReadoptionClaim> claims, long lostSeq) {
        List<ReadoptionClaim> inLockOrder = claims.stream()
                .sorted(Comparator.comparing(
                        claim -> claim.device().ref().device().value()))
                .toList();
        return transactions
                .write(transaction -> {
                    // First of all locks, though each claim asks for it again.
                    int room = quotas.hold(transaction.connection(), tenant).grant(1);
                    Map<ReadoptionClaim, ReadoptionOutcome> outcomes = new LinkedHashMap<>();
                    inLockOrder.forEach(claim -> outcomes.put(claim, readopt(transaction, claim, lostSeq)));
                    return outcomes;
                })
                .value();
    }

    private ReadoptionOutcome readopt(FleetTransaction transaction, ReadoptionClaim claim, long lostSeq) {
        Connection connection = transaction.connection();
        LostDevice lost = claim.device();
        if (ReadoptionRows.isBuried(connection, lost.ref())) {
            return ReadoptionOutcome.DECOMMISSIONED;
        }
        ReadoptionRows.Found found = ReadoptionRows.look(connection, lost, lostSeq);
        if (found.acceptedWithSet()) {
            return ReadoptionOutcome.STANDS;
        }
        if (found.decidedSince() || ReadoptionRows.hasDecidedTwin(connection, lost)) {
            return ReadoptionOutcome.DECIDED_SINCE;
        }
        ReadoptionRows.removeTwin(connection, lost);
        if (!found.present()) {
            ReadoptionRows.addDevice(connection, claim);
        }
        AccessChange change = AccessChange.begin(transaction, quotas, lost.ref())
                .orElseThrow(() -> new IllegalStateException("a device that was just written has gone"));
        boolean room = change.slotLeft();
        settle(change, claim, room);
        return room ? ReadoptionOutcome.READOPTED : ReadoptionOutcome.PENDING;
    }

    private static void settle(AccessChange change, ReadoptionClaim claim, boolean room) {
        Connection connection = change.connection();
        LostDevice lost = claim.device();
        boolean rotated = room && DeviceRows.rejectAccepted(connection, lost.ref());
        ReadoptionRows.putSet(connection, claim, room ? Standing.ACCEPTED : Standing.PENDING);
        if (claim.proof().isEmpty()) {
            ReadoptionRows.noteUnknownKey(connection, lost);
        }
        DeviceRows.raiseFloor(connection, lost.ref(), lost.notBeforeSeq());
        change.settle(false);
        String detail = Json.text(Json.object()
                .put("auth_set", lost.set().toString())
                .put("proof", claim.proof().isPresent() ? "auth_request" : "token")
                .put("rotated", rotated)
                .put("standing", (room ? Standing.ACCEPTED : Standing.PENDING).wireName()));
        AuditTrail.byServer(
                connection,
                lost.ref().tenant(),
                "device.readopt",
                "device",
                lost.ref().device().toString(),
                detail);
    }
}
