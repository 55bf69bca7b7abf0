package io.holdfast.identity;

import io.holdfast.access.Caller;
import io.holdfast.feed.CallTransaction;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who may talk to the server: people's decisions about devices. Each is one transaction with its audit row; a decision that
 * changes nothing writes nothing. A lost acceptance gives its slot back and makes the device's tokens worthless.
 */
public final class Acceptance {
    private final FleetTransactions transactions;
    private final DeviceQuota quotas;
    private final List<DeviceDeparture> departures;

    public Acceptance(FleetTransactions transactions, DeviceQuota quotas, List<DeviceDeparture> departures) {
        this.transactions = transactions;
        this.quotas = quotas;
        this.departures = List.copyOf(departures);
    }

    /**
     * Lets a device in with this key. Another key of it that was accepted is rejected in the same transaction: that is how a
     * device's key is rotated, and it takes no further slot.
     */
    public Committed<AcceptOutcome> accept(Caller caller, String requestId, DeviceId device, AuthSetId set) {
        return transactions.write(transaction -> AccessChange.begin(transaction, quotas, ref(caller, device))
                .<AcceptOutcome>map(change -> change.set(set)
                        .map(standing -> accept(change, caller, requestId, set, standing))
                        .orElseGet(AcceptOutcome.UnknownDevice::new))
                .orElseGet(AcceptOutcome.UnknownDevice::new));
    }

    private static AcceptOutcome accept(
            AccessChange change, Caller caller, String requestId, AuthSetId set, Standing standing) {
        return switch (standing) {
            case ACCEPTED -> {
                change.standsAlready();
                yield new AcceptOutcome.AlreadyAccepted();
            }
            case PREAUTHORIZED, NOAUTH -> new AcceptOutcome.NotFrom(standing);
            case PENDING, REJECTED -> {
                if (!change.slotLeft()) {
                    yield new AcceptOutcome.LimitReached();
                }
                boolean rotated = DeviceRows.rejectAccepted(change.connection(), change.device());
                DeviceRows.moveSet(change.connection(), caller.tenant(), set, Standing.ACCEPTED);
                change.settle(rotated);
                change.audit(caller, requestId, "device.accept", set);
                yield new AcceptOutcome.Accepted();
            }
        };
    }

    /** Keeps a device out that asks with this key. */
    public Committed<WithdrawOutcome> reject(Caller caller, String requestId, DeviceId device, AuthSetId set) {
        return withdraw(caller, requestId, device, set, Standing.REJECTED);
    }

    /** Takes a decision about this key back: the device waits for another. */
    public Committed<WithdrawOutcome> setPending(Caller caller, String requestId, DeviceId device, AuthSetId set) {
        return withdraw(caller, requestId, device, set, Standing.PENDING);
    }

    private Committed<WithdrawOutcome> withdraw(
            Caller caller, String requestId, DeviceId device, AuthSetId set, Standing to) {
        return transactions.write(transaction -> AccessChange.begin(transaction, quotas, ref(caller, device))
                .<WithdrawOutcome>map(change -> change.set(set)
                        .map(from -> withdraw(change, caller, requestId, set, from, to))
                        .orElseGet(WithdrawOutcome.UnknownDevice::new))
                .orElseGet(WithdrawOutcome.UnknownDevice::new));
    }

    private static WithdrawOutcome withdraw(
            AccessChange change, Caller caller, String requestId, AuthSetId set, Standing from, Standing to) {
        if (from == to) {
            change.standsAlready();
            return new WithdrawOutcome.AlreadySo();
        }
        return switch (from) {
            case PREAUTHORIZED, NOAUTH -> new WithdrawOutcome.NotFrom(from);
            case PENDING, ACCEPTED, REJECTED -> {
                DeviceRows.moveSet(change.connection(), caller.tenant(), set, to);
                change.settle(from == Standing.ACCEPTED);
                change.audit(caller, requestId, to == Standing.REJECTED ? "device.reject" : "device.set-pending", set);
                yield new WithdrawOutcome.Withdrawn();
            }
        };
    }

    /**
     * Forgets that a device asked with this key; if it was the accepted one, the device is out. A preauthorised device that has
     * no other set goes with it.
     */
    public Committed<DismissOutcome> dismiss(Caller caller, String requestId, DeviceId device, AuthSetId set) {
        return transactions.write(transaction -> AccessChange.begin(transaction, quotas, ref(caller, device))
                .<DismissOutcome>flatMap(
                        change -> change.set(set).map(standing -> dismiss(change, caller, requestId, set, standing)))
                .orElseGet(() -> gone(transaction, new DismissOutcome.UnknownDevice())));
    }

    private static final String OTHER_SETS = """
            select 1
            from auth_set
            where tenant_id = ? and device_id = ? and auth_set_id <> ?
            limit 1
            """;

    private static DismissOutcome dismiss(
            AccessChange change, Caller caller, String requestId, AuthSetId set, Standing standing) {
        Connection connection = change.connection();
        boolean others = Query.on(connection, OTHER_SETS)
                .with(caller.tenant().value(), change.device().device().value(), set.value())
                .first(row -> true)
                .orElse(false);
        change.audit(caller, requestId, "device.dismiss", set);
        if (standing == Standing.PREAUTHORIZED && !others) {
            change.remove();
            return new DismissOutcome.DismissedWithDevice();
        }
        DeviceRows.deleteSet(connection, caller.tenant(), set);
        change.settle(standing == Standing.ACCEPTED);
        return new DismissOutcome.Dismissed();
    }

    private static final String DEVICE_OF_TOKEN = """
            select device_id
            from auth_set
            where tenant_id = ? and auth_set_id = ? and standing = 'accepted'
            """;

    /** Makes every token of the device worthless whose accepted auth set this is; a token carries the set's id as its own. */
    public Committed<RevokeOutcome> revokeTokens(Caller caller, String requestId, AuthSetId set) {
        return transactions.write(transaction -> deviceOfToken(transaction.connection(), caller.tenant(), set)
                .flatMap(device -> AccessChange.begin(transaction, quotas, new DeviceRef(caller.tenant(), device)))
                .filter(change -> change.set(set).equals(Optional.of(Standing.ACCEPTED)))
                .<RevokeOutcome>map(change -> {
                    change.settle(true);
                    change.audit(caller, requestId, "device.revoke-tokens", set);
                    return new RevokeOutcome.Revoked();
                })
                .orElseGet(RevokeOutcome.UnknownToken::new));
    }

    private static Optional<DeviceId> deviceOfToken(Connection connection, TenantId tenant, AuthSetId set) {
        return Query.on(connection, DEVICE_OF_TOKEN)
                .with(tenant.value(), set.value())
                .first(row -> new DeviceId(Query.uuid(row, "device_id")));
    }

    /** Removes a device and everything that is kept about it; open deployments end for it. */
    public Committed<DecommissionOutcome> decommission(Caller caller, String requestId, DeviceId device) {
        List<Runnable> afterwards = new ArrayList<>();
        Committed<DecommissionOutcome> committed = transactions.write(transaction -> AccessChange.begin(
                        transaction, quotas, ref(caller, device))
                .<DecommissionOutcome>map(change -> {
                    change.remove();
                    departures.forEach(each -> afterwards.add(each.forget(change.connection(), change.device())));
                    change.audit(caller, requestId, "device.decommission");
                    return new DecommissionOutcome.Decommissioned();
                })
                .orElseGet(() -> gone(transaction, new DecommissionOutcome.UnknownDevice())));
        afterwards.forEach(CallTransaction::afterCommit);
        return committed;
    }

    /**
     * Repeats a decommissioning that the database lost, with the proof of it also where the device itself was lost. The server's
     * own deed, audited as such.
     */
    void decommissionAgain(DeviceRef device) {
        List<Runnable> afterwards = new ArrayList<>();
        transactions.write(transaction -> {
            Optional<AccessChange> present = AccessChange.begin(transaction, quotas, device);
            if (ReadoptionRows.isBuried(transaction.connection(), device)) {
                return false; // another node was faster
            }
            present.ifPresentOrElse(
                    change -> {
                        change.remove();
                        departures.forEach(each -> afterwards.add(each.forget(change.connection(), change.device())));
                    },
                    () -> bury(transaction, device));
            AccessChange.auditByServer(transaction, device, "device.decommission-again");
            return true;
        });
        afterwards.forEach(Runnable::run);
    }

    private static void bury(FleetTransaction transaction, DeviceRef device) {
        byte[] unknownIdentity = {};
        DeviceRows.bury(transaction.connection(), device, unknownIdentity);
        transaction.changed(new Change.DeviceChanged(device.tenant(), device.device()));
    }

    /** Repeats the withdrawal of an acceptance that the database lost. The server's own deed, audited as such. */
    void withdrawAgain(DeviceRef device) {
        transactions.write(transaction -> {
            AccessChange.begin(transaction, quotas, device).ifPresent(change -> {
                if (DeviceRows.rejectLetIn(transaction.connection(), device)) {
                    change.settle(true);
                    AccessChange.auditByServer(transaction, device, "device.reject-again");
                }
            });
            return true;
        });
    }

    /** What is gone was perhaps removed by the very call that is repeated now. */
    private static <T> T gone(FleetTransaction transaction, T outcome) {
        transaction.standsAlready();
        return outcome;
    }

    private static DeviceRef ref(Caller caller, DeviceId device) {
        return new DeviceRef(caller.tenant(), device);
    }
}
