package io.holdfast.identity;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.Optional;

/** The statements with which the control plane locks and settles one device and its auth sets. */
final class DeviceRows {
    private DeviceRows() {}

    /** A locked device row. */
    record Locked(Standing standing, byte[] identityHash) {}

    private static final String LOCK = """
            select standing, identity_hash
            from device
            where tenant_id = ? and device_id = ?
            for update
            """;

    static Optional<Locked> lock(Connection connection, DeviceRef device) {
        return Query.on(connection, LOCK)
                .with(device.tenant().value(), device.device().value())
                .first(row -> new Locked(Standing.stored(row.getString("standing")), row.getBytes("identity_hash")));
    }

    private static final String LOCK_SET = """
            select standing
            from auth_set
            where tenant_id = ? and auth_set_id = ? and device_id = ?
            for update
            """;

    static Optional<Standing> lockSet(Connection connection, DeviceRef device, AuthSetId set) {
        return Query.on(connection, LOCK_SET)
                .with(device.tenant().value(), set.value(), device.device().value())
                .first(row -> Standing.stored(row.getString("standing")));
    }

    private static final String MOVE_SET = """
            update auth_set
            set standing = ?
            where tenant_id = ? and auth_set_id = ?
            """;

    static void moveSet(Connection connection, TenantId tenant, AuthSetId set, Standing to) {
        Query.on(connection, MOVE_SET)
                .with(to.wireName(), tenant.value(), set.value())
                .update();
    }

    private static final String REJECT_ACCEPTED = """
            update auth_set
            set standing = 'rejected'
            where tenant_id = ? and device_id = ? and standing = 'accepted'
            """;

    /** Whether a set lost its acceptance. The unique rule is checked row by row, so this goes before the next acceptance. */
    static boolean rejectAccepted(Connection connection, DeviceRef device) {
        return Query.on(connection, REJECT_ACCEPTED)
                        .with(device.tenant().value(), device.device().value())
                        .update()
                > 0;
    }

    private static final String REJECT_LET_IN = """
            update auth_set
            set standing = 'rejected'
            where tenant_id = ? and device_id = ? and standing in ('accepted', 'preauthorized')
            """;

    /** Whatever let the device in lets it in no more. Whether there was any such set. */
    static boolean rejectLetIn(Connection connection, DeviceRef device) {
        return Query.on(connection, REJECT_LET_IN)
                        .with(device.tenant().value(), device.device().value())
                        .update()
                > 0;
    }

    private static final String DELETE_SET = """
            delete from auth_set
            where tenant_id = ? and auth_set_id = ?
            """;

    static void deleteSet(Connection connection, TenantId tenant, AuthSetId set) {
        Query.on(connection, DELETE_SET).with(tenant.value(), set.value()).update();
    }

    private static final String SETTLE = """
            update device
            set updated_at = now(),
                standing = (
                    select case
                        when count(*) = 0 then 'noauth'
                        when bool_or(s.standing = 'accepted') then 'accepted'
                        when bool_or(s.standing = 'preauthorized') then 'preauthorized'
                        when bool_or(s.standing = 'pending') then 'pending'
                        else 'rejected'
                    end
                    from auth_set s
                    where s.tenant_id = device.tenant_id and s.device_id = device.device_id)
            where tenant_id = ? and device_id = ?
            returning standing
            """;

    /** Derives the device's standing from its sets; the new one. */
    static Standing settle(Connection connection, DeviceRef device) {
        return Query.on(connection, SETTLE)
                .with(device.tenant().value(), device.device().value())
                .first(row -> Standing.stored(row.getString("standing")))
                .orElseThrow(() -> new IllegalStateException("a locked device has gone"));
    }

    private static final String RAISE_FLOOR = """
            update device
            set not_before_seq = greatest(not_before_seq, ?)
            where tenant_id = ? and device_id = ?
            """;

    /** Refuses every token minted at a lower feed number. */
    static void raiseFloor(Connection connection, DeviceRef device, long seq) {
        Query.on(connection, RAISE_FLOOR)
                .with(seq, device.tenant().value(), device.device().value())
                .update();
    }

    private static final String DELETE_SETS = """
            delete from auth_set
            where tenant_id = ? and device_id = ?
            """;

    private static final String DELETE = """
            delete from device
            where tenant_id = ? and device_id = ?
            """;

    static void delete(Connection connection, DeviceRef device) {
        Query.on(connection, DELETE_SETS)
                .with(device.tenant().value(), device.device().value())
                .update();
        Query.on(connection, DELETE)
                .with(device.tenant().value(), device.device().value())
                .update();
    }

    private static final String BURY = """
            insert into device_tombstone (tenant_id, device_id, identity_hash)
            values (?, ?, ?)
            on conflict (tenant_id, device_id) do nothing
            """;

    static void bury(Connection connection, DeviceRef device, byte[] identityHash) {
        Query.on(connection, BURY)
                .with(device.tenant().value(), device.device().value(), identityHash)
                .update();
    }
}
