package io.holdfast.identity;

import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.util.UUID;

/**
 * The statements of one re-adoption. Of a device that came with its token alone the hashes are known to their first 16 bytes: its
 * rows hold those, padded with zeros, and are found by range.
 */
final class ReadoptionRows {
    private static final byte LEAST = 0;
    private static final byte GREATEST = (byte) 0xff;

    private ReadoptionRows() {}

    private static final String BURIED = """
            select 1
            from device_tombstone
            where tenant_id = ? and device_id = ?
            """;

    static boolean isBuried(Connection connection, DeviceRef device) {
        return Query.on(connection, BURIED)
                .with(device.tenant().value(), device.device().value())
                .first(row -> true)
                .orElse(false);
    }

    /** What the database has of a lost device. */
    record Found(boolean present, boolean acceptedWithSet, boolean decidedSince) {
        static final Found NOTHING = new Found(false, false, false);
    }

    // A device that only asked, and waits, was decided about by nobody.
    private static final String LOOK = """
            select d.standing = 'accepted' and exists (
                       select 1 from auth_set a
                       where a.tenant_id = d.tenant_id and a.auth_set_id = ? and a.device_id = d.device_id
                         and a.standing = 'accepted') as with_set,
                   d.standing <> 'pending' and d.updated_at >= coalesce(
                       (select c.committed_at from feed_commit c where c.seq > ? order by c.seq limit 1),
                       'infinity') as since
            from device d
            where d.tenant_id = ? and d.device_id = ?
            for update of d
            """;

    static Found look(Connection connection, LostDevice lost, long lostSeq) {
        return Query.on(connection, LOOK)
                .with(lost.set().value(), lostSeq, tenant(lost), device(lost))
                .first(row -> new Found(true, row.getBoolean("with_set"), row.getBoolean("since")))
                .orElse(Found.NOTHING);
    }

    private static final String DECIDED_TWIN = """
            select 1
            from device
            where tenant_id = ? and identity_hash between ? and ? and device_id <> ?
              and standing not in ('pending', 'noauth')
            """;

    /** Whether another device has its identity, and somebody decided about that one. */
    static boolean hasDecidedTwin(Connection connection, LostDevice lost) {
        return Query.on(connection, DECIDED_TWIN)
                .with(
                        tenant(lost),
                        lost.identity().padded(LEAST),
                        lost.identity().padded(GREATEST),
                        device(lost))
                .first(row -> true)
                .orElse(false);
    }

    private static final String REMOVE_TWIN = """
            with twin as (
                delete from device
                where tenant_id = ? and identity_hash between ? and ? and device_id <> ?
                returning tenant_id, device_id
            )
            delete from auth_set a
            using twin t
            where a.tenant_id = t.tenant_id and a.device_id = t.device_id
            """;

    /** The same device, where it asked another node as a stranger meanwhile and waits: its own id comes back. */
    static void removeTwin(Connection connection, LostDevice lost) {
        Query.on(connection, REMOVE_TWIN)
                .with(
                        tenant(lost),
                        lost.identity().padded(LEAST),
                        lost.identity().padded(GREATEST),
                        device(lost))
                .update();
    }

    private static final String ADD_DEVICE = """
            insert into device (tenant_id, device_id, identity_hash, identity, standing)
            values (?, ?, ?, ?::jsonb, 'noauth')
            """;

    static void addDevice(Connection connection, ReadoptionClaim claim) {
        LostDevice lost = claim.device();
        Query.on(connection, ADD_DEVICE)
                .with(
                        tenant(lost),
                        device(lost),
                        claim.proof()
                                .map(proof -> proof.identity().sha256())
                                .orElseGet(() -> lost.identity().padded(LEAST)),
                        claim.proof()
                                .map(proof -> proof.identity().canonicalJson())
                                .orElse("{}"))
                .update();
    }

    private static final String REMOVE_SAME_KEY = """
            delete from auth_set
            where tenant_id = ? and device_id = ? and key_hash between ? and ? and auth_set_id <> ?
            """;

    private static final String PUT_SET = """
            insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
            values (?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, auth_set_id) do update
            set standing = excluded.standing
            """;

    /** Gives the device its auth set back. A set of the same key that it asked with since goes: a token names the set by its id. */
    static void putSet(Connection connection, ReadoptionClaim claim, Standing standing) {
        LostDevice lost = claim.device();
        Query.on(connection, REMOVE_SAME_KEY)
                .with(
                        tenant(lost),
                        device(lost),
                        lost.key().padded(LEAST),
                        lost.key().padded(GREATEST),
                        lost.set().value())
                .update();
        Query.on(connection, PUT_SET)
                .with(
                        tenant(lost),
                        lost.set().value(),
                        device(lost),
                        claim.proof()
                                .map(proof -> proof.key().sha256())
                                .orElseGet(() -> lost.key().padded(LEAST)),
                        claim.proof().map(proof -> proof.key().pem()).orElse(""),
                        standing.wireName())
                .update();
    }

    // Only where the rows were made from the prefixes: a set that the database still had is whole.
    private static final String NOTE_UNKNOWN_KEY = """
            insert into readopted_device (tenant_id, device_id, identity_prefix, key_prefix)
            select a.tenant_id, a.device_id, ?, ?
            from auth_set a
            where a.tenant_id = ? and a.auth_set_id = ? and a.public_key = ''
            on conflict (tenant_id, device_id) do nothing
            """;

    static void noteUnknownKey(Connection connection, LostDevice lost) {
        Query.on(connection, NOTE_UNKNOWN_KEY)
                .with(
                        lost.identity().bytes(),
                        lost.key().bytes(),
                        tenant(lost),
                        lost.set().value())
                .update();
    }

    private static UUID tenant(LostDevice lost) {
        return lost.ref().tenant().value();
    }

    private static UUID device(LostDevice lost) {
        return lost.ref().device().value();
    }
}
