package io.holdfast.identity;

import io.holdfast.platform.database.Columns;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The statements of an enrolment batch, each for many rows. */
final class EnrolmentRows {

    private EnrolmentRows() {}

    /** What is known of an enrolment: its place in the batch, its device and its auth set as far as they exist. */
    record Known(int index, Optional<KnownDevice> device, Optional<KnownSet> set, long seq) {

        static Known read(ResultSet row) throws SQLException {
            Optional<UUID> device = Optional.ofNullable(row.getObject("device_id", UUID.class));
            Optional<UUID> set = Optional.ofNullable(row.getObject("auth_set_id", UUID.class));
            Optional<KnownDevice> knownDevice = device.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new KnownDevice(
                            new DeviceId(device.get()), Standing.stored(row.getString("device_standing"))));
            Optional<KnownSet> knownSet = set.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new KnownSet(new AuthSetId(set.get()), Standing.stored(row.getString("set_standing"))));
            // WITH ORDINALITY counts from one.
            return new Known(row.getInt("place") - 1, knownDevice, knownSet, row.getLong("seq"));
        }
    }

    record KnownDevice(DeviceId id, Standing standing) {}

    record KnownSet(AuthSetId id, Standing standing) {}

    private static final String LOOK = """
            select r.place, d.device_id, d.standing as device_standing, a.auth_set_id, a.standing as set_standing,
                   (select seq from feed_head) as seq
            from unnest(?::uuid[], ?::bytea[], ?::bytea[]) with ordinality
                as r (tenant_id, identity_hash, key_hash, place)
            left join device d on d.tenant_id = r.tenant_id and d.identity_hash = r.identity_hash
            left join auth_set a
                on a.tenant_id = d.tenant_id and a.device_id = d.device_id and a.key_hash = r.key_hash
            order by r.place
            """;

    /** One for each enrolment, in their order. */
    static List<Known> look(Connection connection, List<Enrolment> enrolments) {
        Columns<Enrolment> columns = Columns.of(enrolments);
        return Query.on(connection, LOOK)
                .with(
                        columns.uuids(e -> e.tenant().value()),
                        columns.blobs(e -> e.identity().sha256()),
                        columns.blobs(e -> e.key().sha256()))
                .list(Known::read);
    }

    private static final String COMPLETE = """
            with shown as (
                select x.tenant_id, x.device_id, r.identity_hash, r.identity,
                       case when x.key_prefix = substring(r.key_hash for 16) then r.key_hash end as key_hash, r.public_key
                from unnest(?::uuid[], ?::bytea[], ?::text[], ?::bytea[], ?::text[])
                    as r (tenant_id, identity_hash, identity, key_hash, public_key)
                join readopted_device x
                    on x.tenant_id = r.tenant_id and x.identity_prefix = substring(r.identity_hash for 16)
            ),
            named as (
                update device d
                set identity_hash = s.identity_hash, identity = s.identity::jsonb
                from shown s
                where d.tenant_id = s.tenant_id and d.device_id = s.device_id
            ),
            keyed as (
                update auth_set a
                set key_hash = s.key_hash, public_key = s.public_key
                from shown s
                where a.tenant_id = s.tenant_id and a.device_id = s.device_id and a.public_key = '' and s.key_hash is not null
            )
            delete from readopted_device x
            using shown s
            where x.tenant_id = s.tenant_id and x.device_id = s.device_id and s.key_hash is not null
            """;

    /**
     * Puts identity and key of devices on record that were re-adopted on their token alone; does nothing for others. Returns how
     * many are whole now.
     */
    static int complete(Connection connection, List<Enrolment> enrolments) {
        Columns<Enrolment> columns = Columns.of(enrolments);
        return Query.on(connection, COMPLETE)
                .with(
                        columns.uuids(e -> e.tenant().value()),
                        columns.blobs(e -> e.identity().sha256()),
                        columns.texts(e -> e.identity().canonicalJson()),
                        columns.blobs(e -> e.key().sha256()),
                        columns.texts(e -> e.key().pem()))
                .update();
    }

    private static final String ADD_DEVICES = """
            insert into device (tenant_id, device_id, identity_hash, identity, standing)
            select tenant_id, device_id, identity_hash, identity::jsonb, 'pending'
            from unnest(?::uuid[], ?::uuid[], ?::bytea[], ?::text[]) as r (tenant_id, device_id, identity_hash, identity)
            order by tenant_id, identity_hash
            on conflict (tenant_id, identity_hash) do nothing
            """;

    /** Adds the devices that nobody else, and no other enrolment of the batch, has added. How many. */
    static int addDevices(Connection connection, List<Enrolment> enrolments) {
        Columns<Enrolment> columns = Columns.of(enrolments);
        return Query.on(connection, ADD_DEVICES)
                .with(
                        columns.uuids(e -> e.tenant().value()),
                        columns.uuids(e -> DeviceId.random().value()),
                        columns.blobs(e -> e.identity().sha256()),
                        columns.texts(e -> e.identity().canonicalJson()))
                .update();
    }

    private static final String HOLD_DEVICES = """
            select d.device_id
            from unnest(?::uuid[], ?::bytea[]) as r (tenant_id, identity_hash)
            join device d on d.tenant_id = r.tenant_id and d.identity_hash = r.identity_hash
            order by d.tenant_id, d.device_id
            for update of d
            """;

    /** Locks the devices, in the order in which everybody locks devices. */
    static void holdDevices(Connection connection, List<Enrolment> enrolments) {
        Columns<Enrolment> columns = Columns.of(enrolments);
        Query.on(connection, HOLD_DEVICES)
                .with(
                        columns.uuids(e -> e.tenant().value()),
                        columns.blobs(e -> e.identity().sha256()))
                .list(row -> true);
    }

    /** A key that a device does not have yet. */
    record NewKey(TenantId tenant, DeviceId device, Enrolment enrolment) {}

    private static final String ADD_KEYS = """
            with wish as (
                select w.tenant_id, w.device_id, w.auth_set_id, w.key_hash, w.public_key,
                       row_number() over (partition by w.tenant_id, w.device_id order by w.place)
                           + (select count(*) from auth_set a
                              where a.tenant_id = w.tenant_id and a.device_id = w.device_id) as nth
                from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bytea[], ?::text[]) with ordinality
                    as w (tenant_id, device_id, auth_set_id, key_hash, public_key, place)
            ),
            added as (
                insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
                select tenant_id, auth_set_id, device_id, key_hash, public_key, 'pending'
                from wish
                where nth <= ?
                order by tenant_id, device_id, key_hash
                on conflict (tenant_id, device_id, key_hash) do nothing
                returning tenant_id, device_id
            )
            update device d
            set standing = 'pending', updated_at = now()
            from (select distinct tenant_id, device_id from added) a
            where d.tenant_id = a.tenant_id and d.device_id = a.device_id and d.standing in ('rejected', 'noauth')
            """;

    /** Adds keys as pending, as many as each device may have. The devices are held. */
    static void addKeys(Connection connection, List<NewKey> keys, int keysOfDevice) {
        Columns<NewKey> columns = Columns.of(keys);
        Query.on(connection, ADD_KEYS)
                .with(
                        columns.uuids(k -> k.tenant().value()),
                        columns.uuids(k -> k.device().value()),
                        columns.uuids(k -> AuthSetId.random().value()),
                        columns.blobs(k -> k.enrolment().key().sha256()),
                        columns.texts(k -> k.enrolment().key().pem()),
                        keysOfDevice)
                .update();
    }

    /** A preauthorised key that is let in. */
    record Admission(TenantId tenant, DeviceId device, AuthSetId set) {}

    private static final String RETIRE_KEYS = """
            update auth_set a
            set standing = 'rejected'
            from unnest(?::uuid[], ?::uuid[]) as r (tenant_id, device_id)
            where a.tenant_id = r.tenant_id and a.device_id = r.device_id and a.standing = 'accepted'
            """;

    private static final String ADMIT_KEYS = """
            update auth_set a
            set standing = 'accepted'
            from unnest(?::uuid[], ?::uuid[]) as r (tenant_id, auth_set_id)
            where a.tenant_id = r.tenant_id and a.auth_set_id = r.auth_set_id and a.standing = 'preauthorized'
            """;

    /** Makes these the devices' accepted keys. The devices are held. */
    static void admitKeys(Connection connection, List<Admission> admissions) {
        Columns<Admission> columns = Columns.of(admissions);
        UUID[] tenants = columns.uuids(a -> a.tenant().value());
        Query.on(connection, RETIRE_KEYS)
                .with(tenants, columns.uuids(a -> a.device().value()))
                .update();
        Query.on(connection, ADMIT_KEYS)
                .with(tenants, columns.uuids(a -> a.set().value()))
                .update();
    }

    private static final String ADMIT_DEVICES = """
            update device d
            set standing = 'accepted', updated_at = now()
            from unnest(?::uuid[]) as r (device_id)
            where d.tenant_id = ? and d.device_id = r.device_id and d.standing <> 'accepted'
            """;

    /** How many of the tenant's devices are accepted now that were not. */
    static int admitDevices(Connection connection, TenantId tenant, List<Admission> admissions) {
        return Query.on(connection, ADMIT_DEVICES)
                .with(Columns.of(admissions).uuids(a -> a.device().value()), tenant.value())
                .update();
    }

    private static final String FLOOR = """
            update device d
            set not_before_seq = ?
            from unnest(?::uuid[], ?::uuid[]) as r (tenant_id, device_id)
            where d.tenant_id = r.tenant_id and d.device_id = r.device_id
            """;

    /** Refuses the tokens that the devices' former keys got. */
    static void raiseFloor(Connection connection, List<Admission> rotated, long seq) {
        Columns<Admission> columns = Columns.of(rotated);
        Query.on(connection, FLOOR)
                .with(
                        seq,
                        columns.uuids(a -> a.tenant().value()),
                        columns.uuids(a -> a.device().value()))
                .update();
    }

    private static final String PUBLISH = """
            with head as (
                update feed_head set seq = seq + 1 returning seq
            )
            insert into feed_commit (seq, kinds, tenant_ids, ids)
            select h.seq, ?::text[], ?::uuid[], ?::uuid[] from head h
            returning seq
            """;

    /** Tells the fleet images; the transaction's last lock. */
    static long publish(Connection connection, List<Admission> admissions) {
        Columns<Admission> columns = Columns.of(admissions);
        return Query.on(connection, PUBLISH)
                .with(
                        columns.texts(a -> "device"),
                        columns.uuids(a -> a.tenant().value()),
                        columns.uuids(a -> a.device().value()))
                .first(row -> row.getLong("seq"))
                .orElseThrow(() -> new IllegalStateException("feed_head has no row"));
    }
}
