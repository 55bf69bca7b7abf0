package io.holdfast.edge.store;

import io.holdfast.edge.feed.FeedCursor;
import io.holdfast.edge.image.DeviceRecord;
import io.holdfast.edge.image.ImageRestore;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RolloutTerms;
import io.holdfast.edge.image.TokenKeys;
import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts the stored image back into memory: snapshot, rollouts, then the records that changed since. */
final class StoredImage {
    private final Connection connection;
    private final ImageWriter writer;
    private final Map<DeploymentId, Long> storedAt = new HashMap<>();

    private StoredImage(Connection connection, ImageWriter writer) {
        this.connection = connection;
        this.writer = writer;
    }

    /**
     * Restores into an empty image, which is of no use when this fails.
     *
     * @return the place in the feed; empty when no image was ever stored
     * @throws IOException when the snapshot is missing or broken
     * @throws IllegalArgumentException when the parts do not fit together
     */
    static Optional<FeedCursor> restore(Connection connection, Path folder, ImageWriter writer, KeyOpener opener)
            throws SQLException, IOException {
        Optional<byte[]> snapshot = meta(connection, ImageTables.SNAPSHOT);
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        StoredImage stored = new StoredImage(connection, writer);
        stored.records(folder.resolve(new String(snapshot.get(), StandardCharsets.UTF_8)));
        stored.keys(opener);
        stored.urls();
        stored.valves();
        if (meta(connection, ImageTables.LACKS_DEVICES).isPresent()) {
            writer.lacksDevices();
        }
        FeedCursor cursor = cursor(connection);
        writer.applied(cursor.seq());
        return Optional.of(cursor);
    }

    static Optional<byte[]> meta(Connection connection, String name) throws SQLException {
        try (PreparedStatement get = connection.prepareStatement("select value from meta where name = ?")) {
            get.setString(1, name);
            try (ResultSet row = get.executeQuery()) {
                return row.next() ? Optional.of(row.getBytes("value")) : Optional.empty();
            }
        }
    }

    private static FeedCursor cursor(Connection connection) throws SQLException {
        long seq = meta(connection, ImageTables.CURSOR_SEQ)
                .map(Bytes::number)
                .orElseThrow(() -> new IllegalArgumentException("a snapshot without a place in the feed"));
        Optional<byte[]> nonce = meta(connection, ImageTables.CURSOR_NONCE).filter(bytes -> bytes.length > 0);
        return new FeedCursor(seq, nonce.map(Bytes::uuid));
    }

    private void records(Path snapshot) throws SQLException, IOException {
        ImageRestore restore = new ImageRestore(writer);
        restore.cohorts(StoredCohorts.all(connection));
        if (!SnapshotFile.read(snapshot, restore)) {
            writer.lacksCohorts();
        }
        tenants(restore);
        rollouts();
        changes(restore);
        StoredConfigurations.restore(connection, restore);
        if (!StoredConfigurations.known(connection)) {
            writer.lacksConfigurations();
        }
        var unused = writer.publish();
    }

    // Tenants that came after the snapshot have the indices that follow its own.
    private void tenants(ImageRestore restore) throws SQLException {
        List<TenantId> inOrder = new ArrayList<>();
        List<ImageTenant> known = new ArrayList<>();
        each(
                "select idx, id, known, name, active, is_default, blind_max_seconds, ping_interval_seconds from tenant order by idx",
                row -> {
                    TenantId tenant = new TenantId(Bytes.uuid(row.getBytes("id")));
                    if (row.getInt("idx") != inOrder.size()) {
                        throw new IllegalArgumentException("tenant " + inOrder.size() + " is not stored");
                    }
                    inOrder.add(tenant);
                    if (row.getBoolean("known")) {
                        known.add(new ImageTenant(
                                tenant,
                                row.getString("name"),
                                row.getBoolean("active"),
                                row.getBoolean("is_default"),
                                BlindLimit.ofSeconds(row.getLong("blind_max_seconds")),
                                new PingInterval(row.getInt("ping_interval_seconds"))));
                    }
                });
        restore.tenants(inOrder);
        known.forEach(writer::tenant);
    }

    private void rollouts() throws SQLException {
        each("select deployment, seq, terms, awaited from rollout", row -> {
            RolloutTerms terms = StoredRollout.terms(row.getBytes("terms"));
            writer.rollout(terms, StoredRollout.targets(row.getBytes("awaited")));
            storedAt.put(terms.id(), row.getLong("seq"));
        });
    }

    private void changes(ImageRestore restore) throws SQLException {
        each("select idx, seq, record, awaited_by from change order by idx", row -> {
            long seq = row.getLong("seq");
            Set<DeploymentId> awaitedBy = Bytes.uuids(row.getBytes("awaited_by")).stream()
                    .map(DeploymentId::new)
                    .collect(Collectors.toSet());
            Set<DeploymentId> stored = storedAt.entrySet().stream()
                    .filter(rollout -> rollout.getValue() <= seq)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            DeviceRecord content = DeviceRecord.readFrom(ByteBuffer.wrap(row.getBytes("record")));
            restore.change(row.getInt("idx"), content, awaitedBy, stored);
        });
    }

    private void urls() throws SQLException {
        each("select content from device_url", row -> writer.url(StoredUrl.of(row.getBytes("content"))));
        var unused = writer.publish();
    }

    private void valves() throws SQLException {
        List<Valve> valves = new ArrayList<>();
        each("select content from cell_valve", row -> valves.add(ValveJson.whole(row.getBytes("content"))));
        writer.valves(valves);
        var unused = writer.publish();
    }

    private void keys(KeyOpener opener) throws SQLException {
        List<SealedServerKey> keys = new ArrayList<>();
        each(
                "select purpose, key_id, sealed, signing from sealed_key",
                row -> keys.add(new SealedServerKey(
                        KeyPurpose.stored(row.getString("purpose")),
                        row.getInt("key_id"),
                        row.getBoolean("signing") ? KeyStanding.SIGNING : KeyStanding.VERIFYING,
                        row.getBytes("sealed"))));
        writer.keys(TokenKeys.open(keys, opener));
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(ResultSet row) throws SQLException;
    }

    private void each(String sql, Visitor visitor) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                visitor.visit(rows);
            }
        }
    }
}
