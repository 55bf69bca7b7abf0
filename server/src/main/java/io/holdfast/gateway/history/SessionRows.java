package io.holdfast.gateway.history;

import io.holdfast.access.UserId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.release.BlobKey;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code device_session}. */
final class SessionRows {
    private SessionRows() {}

    private static final String INSERT = """
            insert into device_session (tenant_id, session_id, device_id, user_id, kind, client_address)
            values (?, ?, ?, ?, ?, ?)
            """;

    static void insert(Connection connection, LiveSession session) {
        Query.on(connection, INSERT)
                .with(
                        session.caller().tenant().value(),
                        session.id(),
                        session.device().value(),
                        session.caller().user().value(),
                        session.kind().label(),
                        session.from())
                .update();
    }

    private static final String FINISH = """
            update device_session
            set ended_at = now(), end_cause = ?, bytes_to_device = ?, bytes_from_device = ?,
                recording_bytes = ?, recording_whole = ?, recording = nullif(?, '')
            where tenant_id = ? and session_id = ? and ended_at is null
            returning extract(epoch from ended_at - started_at)::bigint as seconds
            """;

    /** Seconds that it took; empty when it had ended before. */
    static Optional<Long> finish(Connection connection, LiveSession session, SessionOutcome outcome) {
        return Query.on(connection, FINISH)
                .with(
                        outcome.cause(),
                        outcome.bytesToDevice(),
                        outcome.bytesFromDevice(),
                        outcome.recording().map(Recorded::bytes).orElse(0L),
                        outcome.recording().map(Recorded::whole).orElse(true),
                        outcome.recording()
                                .map(recorded -> recorded.blob().value())
                                .orElse(""),
                        session.caller().tenant().value(),
                        session.id())
                .first(row -> row.getLong("seconds"));
    }

    private static final String FIND = """
            select session_id, kind, user_id, device_id, client_address, started_at, ended_at, end_cause,
                bytes_to_device, bytes_from_device, recording, recording_bytes, recording_whole
            from device_session
            where tenant_id = ? and session_id = ?
            """;

    static Optional<PastSession> find(Connection connection, TenantId tenant, UUID id) {
        return Query.on(connection, FIND).with(tenant.value(), id).first(SessionRows::past);
    }

    private static final String LIST = """
            select session_id, kind, user_id, device_id, client_address, started_at, ended_at, end_cause,
                bytes_to_device, bytes_from_device, recording, recording_bytes, recording_whole
            from device_session
            where tenant_id = ?
            order by started_at desc, session_id
            offset ? limit ?
            """;

    static List<PastSession> list(Connection connection, TenantId tenant, int offset, int limit) {
        return Query.on(connection, LIST).with(tenant.value(), offset, limit).list(SessionRows::past);
    }

    private static final String OF_DEVICE = """
            select session_id, kind, user_id, device_id, client_address, started_at, ended_at, end_cause,
                bytes_to_device, bytes_from_device, recording, recording_bytes, recording_whole
            from device_session
            where tenant_id = ? and device_id = ?
            order by started_at desc, session_id
            offset ? limit ?
            """;

    static List<PastSession> ofDevice(Connection connection, TenantId tenant, DeviceId device, int offset, int limit) {
        return Query.on(connection, OF_DEVICE)
                .with(tenant.value(), device.value(), offset, limit)
                .list(SessionRows::past);
    }

    private static PastSession past(ResultSet row) throws SQLException {
        Optional<BlobKey> blob = Optional.ofNullable(row.getString("recording")).map(BlobKey::new);
        long bytes = row.getLong("recording_bytes");
        boolean whole = row.getBoolean("recording_whole");
        return new PastSession(
                Query.uuid(row, "session_id"),
                SessionKind.stored(row.getString("kind")),
                new UserId(Query.uuid(row, "user_id")),
                new DeviceId(Query.uuid(row, "device_id")),
                row.getString("client_address"),
                Query.instant(row, "started_at"),
                Query.instantIfAny(row, "ended_at"),
                row.getString("end_cause"),
                row.getLong("bytes_to_device"),
                row.getLong("bytes_from_device"),
                blob.map(key -> new Recorded(key, bytes, whole)));
    }
}
