package io.holdfast.identity;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.HeldQuota;
import java.sql.Connection;
import java.util.Optional;

/**
 * One change of one device's access, in its transaction: quota row, device row, auth sets locked in this order; afterwards the
 * device's standing follows from its sets, the tenant's count from the standing, the token floor from a lost acceptance.
 */
final class AccessChange {
    private final FleetTransaction transaction;
    private final DeviceRef device;
    private final HeldQuota quota;
    private final DeviceRows.Locked before;

    private AccessChange(FleetTransaction transaction, DeviceRef device, HeldQuota quota, DeviceRows.Locked before) {
        this.transaction = transaction;
        this.device = device;
        this.quota = quota;
        this.before = before;
    }

    /** Locks; empty when the tenant has no such device. */
    static Optional<AccessChange> begin(FleetTransaction transaction, DeviceQuota quotas, DeviceRef device) {
        HeldQuota quota = quotas.hold(transaction.connection(), device.tenant());
        return DeviceRows.lock(transaction.connection(), device)
                .map(locked -> new AccessChange(transaction, device, quota, locked));
    }

    Connection connection() {
        return transaction.connection();
    }

    DeviceRef device() {
        return device;
    }

    DeviceRows.Locked before() {
        return before;
    }

    /** The standing of one of its sets, locked; empty when the device has no such set. */
    Optional<Standing> set(AuthSetId set) {
        return DeviceRows.lockSet(connection(), device, set);
    }

    /** What was asked for is so already: see {@link FleetTransaction#standsAlready}. */
    void standsAlready() {
        transaction.standsAlready();
    }

    /** Whether the device has a slot, or there is one for it. */
    boolean slotLeft() {
        return before.standing() == Standing.ACCEPTED || quota.grant(1) == 1;
    }

    /** After the sets were changed: settles the device and publishes. */
    void settle(boolean tokensLost) {
        count(DeviceRows.settle(connection(), device));
        transaction.changed(new Change.DeviceChanged(device.tenant(), device.device()));
        if (tokensLost) {
            transaction.whenNumbered(seq -> DeviceRows.raiseFloor(connection(), device, seq));
        }
    }

    /** Removes the device, with a proof that it was removed. */
    void remove() {
        DeviceRows.bury(connection(), device, before.identityHash());
        DeviceRows.delete(connection(), device);
        count(Standing.NOAUTH);
        transaction.changed(new Change.DeviceChanged(device.tenant(), device.device()));
    }

    void audit(Caller caller, String requestId, String action) {
        AuditTrail.byCaller(
                connection(),
                caller,
                requestId,
                action,
                "device",
                device.device().toString(),
                "{}");
    }

    void audit(Caller caller, String requestId, String action, AuthSetId set) {
        String detail = Json.text(Json.object().put("auth_set", set.toString()));
        AuditTrail.byCaller(
                connection(),
                caller,
                requestId,
                action,
                "device",
                device.device().toString(),
                detail);
    }

    static void auditByServer(FleetTransaction transaction, DeviceRef device, String action) {
        AuditTrail.byServer(
                transaction.connection(),
                device.tenant(),
                action,
                "device",
                device.device().toString(),
                "{\"why\":\"the database was restored\"}");
    }

    private void count(Standing after) {
        if (before.standing() != Standing.ACCEPTED && after == Standing.ACCEPTED) {
            quota.accepted(1);
        } else if (before.standing() == Standing.ACCEPTED && after != Standing.ACCEPTED) {
            quota.givenBack(1);
        }
    }
}
