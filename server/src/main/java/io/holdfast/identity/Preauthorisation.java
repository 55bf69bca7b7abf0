package io.holdfast.identity;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.sql.Connection;
import java.util.Optional;

/** Devices that are let in when they first come, because somebody announced their identity and key. */
public final class Preauthorisation {
    /** More keys than this for one device are a mistake or an attack. */
    public static final int AUTH_SETS_MAX = 5;

    private final FleetTransactions transactions;

    public Preauthorisation(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Announces a device. Takes no slot: that is taken when the device comes.
     *
     * @param force whether to add the key to a device that is known already; a key that it has is still a conflict
     */
    public Committed<PreauthoriseOutcome> preauthorise(
            Caller caller, String requestId, IdentityData identity, DevicePublicKey key, boolean force) {
        return transactions.write(transaction -> {
            Connection connection = transaction.connection();
            Announced announced = announce(connection, caller, identity);
            if (!announced.made()) {
                Optional<PreauthoriseOutcome> conflict = conflict(connection, caller, announced.device(), key, force);
                if (conflict.isPresent()) {
                    return conflict.get();
                }
            }
            addSet(transaction, caller, requestId, announced.device(), key);
            return new PreauthoriseOutcome.Preauthorised(announced.device());
        });
    }

    private record Announced(DeviceId device, boolean made) {}

    /** Makes the device, or locks the one there is; a second round only when that one is removed between the two. */
    private static Announced announce(Connection connection, Caller caller, IdentityData identity) {
        for (int round = 0; round < 3; round++) {
            Optional<Announced> announced = create(connection, caller, identity)
                    .map(made -> new Announced(made, true))
                    .or(() -> lock(connection, caller, identity).map(known -> new Announced(known, false)));
            if (announced.isPresent()) {
                return announced.get();
            }
        }
        throw new IllegalStateException("a device of this identity comes and goes");
    }

    private static final String CREATE = """
            insert into device (tenant_id, device_id, identity_hash, identity, standing)
            values (?, ?, ?, ?::jsonb, 'preauthorized')
            on conflict (tenant_id, identity_hash) do nothing
            returning device_id
            """;

    private static Optional<DeviceId> create(Connection connection, Caller caller, IdentityData identity) {
        return Query.on(connection, CREATE)
                .with(caller.tenant().value(), DeviceId.random().value(), identity.sha256(), identity.canonicalJson())
                .first(row -> new DeviceId(Query.uuid(row, "device_id")));
    }

    private static final String LOCK_BY_IDENTITY = """
            select device_id
            from device
            where tenant_id = ? and identity_hash = ?
            for update
            """;

    private static Optional<DeviceId> lock(Connection connection, Caller caller, IdentityData identity) {
        return Query.on(connection, LOCK_BY_IDENTITY)
                .with(caller.tenant().value(), identity.sha256())
                .first(row -> new DeviceId(Query.uuid(row, "device_id")));
    }

    private static final String HAS_KEY = """
            select count(*) as sets, count(*) filter (where key_hash = ?) as same
            from auth_set
            where tenant_id = ? and device_id = ?
            """;

    private static Optional<PreauthoriseOutcome> conflict(
            Connection connection, Caller caller, DeviceId device, DevicePublicKey key, boolean force) {
        record Keys(int sets, boolean same) {}
        Keys keys = Query.on(connection, HAS_KEY)
                .with(key.sha256(), caller.tenant().value(), device.value())
                .first(row -> new Keys(row.getInt("sets"), row.getInt("same") > 0))
                .orElseThrow();
        if (!force || keys.same()) {
            return Devices.find(connection, caller.tenant(), device).map(PreauthoriseOutcome.Exists::new);
        }
        return keys.sets() >= AUTH_SETS_MAX
                ? Optional.of(new PreauthoriseOutcome.TooManyAuthSets(device))
                : Optional.empty();
    }

    private static final String ADD_SET = """
            insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
            values (?, ?, ?, ?, ?, 'preauthorized')
            """;

    private static void addSet(
            FleetTransaction transaction, Caller caller, String requestId, DeviceId device, DevicePublicKey key) {
        Connection connection = transaction.connection();
        AuthSetId set = AuthSetId.random();
        Query.on(connection, ADD_SET)
                .with(caller.tenant().value(), set.value(), device.value(), key.sha256(), key.pem())
                .update();
        DeviceRows.settle(connection, new DeviceRef(caller.tenant(), device));
        transaction.changed(new Change.DeviceChanged(caller.tenant(), device));
        AuditTrail.byCaller(
                connection,
                caller,
                requestId,
                "device.preauthorize",
                "device",
                device.toString(),
                "{\"auth_set\":\"" + set + "\"}");
    }
}
