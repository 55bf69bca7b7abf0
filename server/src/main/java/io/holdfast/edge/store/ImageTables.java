package io.holdfast.edge.store;

import io.holdfast.edge.feed.FeedCursor;
import io.holdfast.edge.image.DeviceRecord;
import io.holdfast.edge.image.ImageChanges;
import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlId;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.roaringbitmap.PeekableIntIterator;

/** Writes what the image changed into the local store's tables, in the caller's transaction. */
final class ImageTables {
    static final String SNAPSHOT = "snapshot";
    static final String CURSOR_SEQ = "cursor_seq";
    static final String CURSOR_NONCE = "cursor_nonce";
    static final String LACKS_DEVICES = "lacks_devices";

    private static final String PUT_META = """
            insert into meta (name, value) values (?, ?) on conflict (name) do update set value = excluded.value
            """;

    private static final String PUT_KEY = """
            insert into sealed_key (purpose, key_id, sealed, signing) values (?, ?, ?, ?)
            """;

    private static final String PUT_TENANT = """
            insert into tenant (idx, id, known, name, active, is_default, blind_max_seconds, ping_interval_seconds)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (idx) do update
               set known = excluded.known, name = excluded.name, active = excluded.active, is_default = excluded.is_default,
                   blind_max_seconds = excluded.blind_max_seconds,
                   ping_interval_seconds = excluded.ping_interval_seconds
            """;

    private static final String PUT_ROLLOUT = """
            insert into rollout (deployment, seq, terms, awaited) values (?, ?, ?, ?)
            on conflict (deployment) do update
               set seq = excluded.seq, terms = excluded.terms, awaited = excluded.awaited
            """;

    private static final String DROP_ROLLOUT = """
            delete from rollout where deployment = ?
            """;

    private static final String PUT_CHANGE = """
            insert into change (idx, seq, record, awaited_by) values (?, ?, ?, ?)
            on conflict (idx) do update
               set seq = excluded.seq, record = excluded.record, awaited_by = excluded.awaited_by
            """;

    private static final String PUT_URL = """
            insert into device_url (id, content) values (?, ?) on conflict (id) do update set content = excluded.content
            """;

    private static final String DROP_URL = """
            delete from device_url where id = ?
            """;

    private static final String PUT_VALVE = """
            insert into cell_valve (id, content) values (?, ?)
            """;

    private static final String FOLD_ROLLOUT = """
            update rollout set seq = ?, awaited = ? where deployment = ? and seq <= ?
            """;

    private static final String FOLD_CHANGES = """
            delete from change where seq <= ?
            """;

    private static final String FORGET_IMAGE = """
            delete from sealed_key;
            delete from tenant;
            delete from rollout;
            delete from change;
            delete from device_url;
            delete from configuration;
            delete from cohort;
            delete from cell_valve;
            delete from meta where name in ('snapshot', 'cursor_seq', 'cursor_nonce', 'lacks_devices', 'configurations');
            """;

    private ImageTables() {}

    /** Forgets the image, not the journal and not who the node is. */
    static void forget(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(FORGET_IMAGE);
        }
    }

    static void cursor(Connection connection, FeedCursor cursor) throws SQLException {
        meta(connection, CURSOR_SEQ, Bytes.of(cursor.seq()));
        meta(connection, CURSOR_NONCE, cursor.nonce().map(Bytes::of).orElseGet(() -> new byte[0]));
    }

    static void snapshot(Connection connection, String fileName) throws SQLException {
        meta(connection, SNAPSHOT, fileName.getBytes(StandardCharsets.UTF_8));
    }

    static void meta(Connection connection, String name, byte[] value) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT_META)) {
            put.setString(1, name);
            put.setBytes(2, value);
            put.executeUpdate();
        }
    }

    /** Everything but device records, which stand in the snapshot. */
    static void all(Connection connection, ImageContents image, long seq) throws SQLException {
        keys(connection, image.keys());
        tenants(connection, image, image.tenants());
        rollouts(connection, image.rollouts(), seq);
        StoredConfigurations.all(connection, image);
        StoredCohorts.everything(connection, image);
        valves(connection, image);
        urls(connection, image, image.urls().stream().map(DeviceUrl::id).toList());
        lacksDevices(connection, image);
    }

    /** Stays until everything is read anew: the place in the feed is behind those who found no room. */
    private static void lacksDevices(Connection connection, ImageContents image) throws SQLException {
        if (image.lacksDevices()) {
            meta(connection, LACKS_DEVICES, new byte[] {1});
        }
    }

    static void changes(Connection connection, ImageContents image, ImageChanges changes, long seq)
            throws SQLException {
        if (changes.keys()) {
            keys(connection, image.keys());
        }
        if (!changes.tenants().isEmpty()) {
            tenants(
                    connection,
                    image,
                    changes.tenants().stream().map(ImageTenant::id).toList());
        }
        if (changes.valves()) {
            valves(connection, image);
        }
        StoredCohorts.news(connection, image);
        rollouts(connection, changes.rollouts(), seq);
        ended(connection, changes.ended());
        urls(connection, image, changes.urls());
        devices(connection, image, changes.devices().getIntIterator(), seq);
        StoredConfigurations.changed(
                connection, image, changes.configurations().stream().iterator());
        lacksDevices(connection, image);
    }

    private static void keys(Connection connection, List<SealedServerKey> keys) throws SQLException {
        try (Statement clear = connection.createStatement();
                PreparedStatement put = connection.prepareStatement(PUT_KEY)) {
            clear.executeUpdate("delete from sealed_key");
            for (SealedServerKey key : keys) {
                put.setString(1, key.purpose().storedName());
                put.setInt(2, key.keyId());
                put.setBytes(3, key.sealed());
                put.setBoolean(4, key.signing());
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    private static void valves(Connection connection, ImageContents image) throws SQLException {
        try (Statement clear = connection.createStatement();
                PreparedStatement put = connection.prepareStatement(PUT_VALVE)) {
            clear.executeUpdate("delete from cell_valve");
            for (Valve valve : image.valves()) {
                put.setBytes(1, Bytes.of(valve.id().value()));
                put.setBytes(2, Json.bytes(ValveJson.whole(valve)));
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    private static void tenants(Connection connection, ImageContents image, List<TenantId> tenants)
            throws SQLException {
        List<TenantId> byIndex = image.tenants();
        try (PreparedStatement put = connection.prepareStatement(PUT_TENANT)) {
            for (TenantId tenant : tenants) {
                Optional<ImageTenant> row = image.tenant(tenant);
                put.setInt(1, byIndex.indexOf(tenant));
                put.setBytes(2, Bytes.of(tenant.value()));
                put.setBoolean(3, row.isPresent());
                put.setString(4, row.map(ImageTenant::name).orElse(""));
                put.setBoolean(5, row.map(ImageTenant::active).orElse(false));
                put.setBoolean(6, row.map(ImageTenant::isDefault).orElse(false));
                BlindLimit blind = row.map(ImageTenant::blindLimit).orElse(BlindLimit.DEFAULT);
                put.setLong(7, blind.atMost().toSeconds());
                put.setInt(
                        8,
                        row.map(ImageTenant::pingInterval)
                                .orElse(PingInterval.DEFAULT)
                                .seconds());
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    private static void rollouts(Connection connection, List<ImageRollout> rollouts, long seq) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT_ROLLOUT)) {
            for (ImageRollout rollout : rollouts) {
                put.setBytes(1, Bytes.of(rollout.id().value()));
                put.setLong(2, seq);
                put.setBytes(3, StoredRollout.terms(rollout.terms()));
                put.setBytes(4, StoredRollout.targets(rollout.awaited()));
                put.executeUpdate();
            }
        }
    }

    private static void ended(Connection connection, List<DeploymentId> ended) throws SQLException {
        try (PreparedStatement drop = connection.prepareStatement(DROP_ROLLOUT)) {
            for (DeploymentId deployment : ended) {
                drop.setBytes(1, Bytes.of(deployment.value()));
                drop.executeUpdate();
            }
        }
    }

    private static void urls(Connection connection, ImageContents image, List<UrlId> changed) throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT_URL);
                PreparedStatement drop = connection.prepareStatement(DROP_URL)) {
            for (UrlId id : changed) {
                Optional<DeviceUrl> url = image.url(id);
                PreparedStatement statement = url.isPresent() ? put : drop;
                statement.setBytes(1, Bytes.of(id.value()));
                if (url.isPresent()) {
                    statement.setBytes(2, StoredUrl.bytes(url.get()));
                }
                statement.executeUpdate();
            }
        }
    }

    private static void devices(Connection connection, ImageContents image, PeekableIntIterator indices, long seq)
            throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT_CHANGE)) {
            while (indices.hasNext()) {
                int index = indices.next();
                ByteBuffer record = ByteBuffer.allocate(DeviceRecord.BYTES);
                image.record(index).writeTo(record);
                put.setInt(1, index);
                put.setLong(2, seq);
                put.setBytes(3, record.array());
                put.setBytes(
                        4,
                        Bytes.of(image.awaitedBy(index).stream()
                                .map(DeploymentId::value)
                                .toList()));
                put.addBatch();
            }
            put.executeBatch();
        }
    }

    /** Folds what changed up to the number into a snapshot that has it: its records from the file, its targets from here. */
    static void fold(Connection connection, List<ImageRollout> rollouts, long seq) throws SQLException {
        try (PreparedStatement fold = connection.prepareStatement(FOLD_ROLLOUT);
                PreparedStatement drop = connection.prepareStatement(FOLD_CHANGES)) {
            for (ImageRollout rollout : rollouts) {
                fold.setLong(1, seq);
                fold.setBytes(2, StoredRollout.targets(rollout.awaited()));
                fold.setBytes(3, Bytes.of(rollout.id().value()));
                fold.setLong(4, seq);
                fold.executeUpdate();
            }
            drop.setLong(1, seq);
            drop.executeUpdate();
        }
    }
}
