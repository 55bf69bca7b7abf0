package io.holdfast.gateway.history;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.release.BlobKey;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Sessions on record and in the audit trail; kept for {@link #KEPT_DAYS} days. */
public final class SessionHistory {
    /** A quarter, in which an incident is usually looked into. */
    static final int KEPT_DAYS = 90;

    private static final int FORGOTTEN_AT_ONCE = 500;

    private final FleetTransactions transactions;

    public SessionHistory(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** Puts it on record that the session begins. Nothing may be asked of the device before. */
    void begin(LiveSession session) {
        transactions.write(tx -> {
            SessionRows.insert(tx.connection(), session);
            ObjectNode detail =
                    Json.object().put("session", session.id().toString()).put("address", session.from());
            audit(tx.connection(), session, "open", detail);
            return true;
        });
    }

    /** Puts it on record how the session went. A second time changes nothing. */
    void end(LiveSession session, SessionOutcome outcome) {
        transactions.write(tx -> {
            Optional<Long> seconds = SessionRows.finish(tx.connection(), session, outcome);
            seconds.ifPresent(lasted -> audit(tx.connection(), session, "close", detail(session, outcome, lasted)));
            return true;
        });
    }

    /** A deed on a live device that is no session. */
    void note(Access access, String action, ObjectNode detail) {
        transactions.write(tx -> {
            AuditTrail.byCaller(
                    tx.connection(),
                    access.caller(),
                    access.requestId(),
                    action,
                    "device",
                    access.device().device().toString(),
                    Json.text(detail.put("address", access.from())));
            return true;
        });
    }

    /** Puts it on record that somebody watches a session. Nothing may be shown to him before. */
    public void watchBegins(Watch watch) {
        note(watch.access(), "terminal.watch", watched(watch));
    }

    static ObjectNode watched(Watch watch) {
        return Json.object()
                .put("session", watch.session().id().toString())
                .put("user", watch.session().caller().user().toString());
    }

    private static ObjectNode detail(LiveSession session, SessionOutcome outcome, long seconds) {
        ObjectNode detail = Json.object()
                .put("session", session.id().toString())
                .put("seconds", seconds)
                .put("cause", outcome.cause())
                .put("bytes_to_device", outcome.bytesToDevice())
                .put("bytes_from_device", outcome.bytesFromDevice());
        if (!outcome.targets().isEmpty()) {
            outcome.targets().forEach(detail.putArray("targets")::add);
        }
        return detail;
    }

    private static void audit(Connection connection, LiveSession session, String verb, ObjectNode detail) {
        AuditTrail.byCaller(
                connection,
                session.caller(),
                session.requestId(),
                session.kind().label() + "." + verb,
                "device",
                session.device().toString(),
                Json.text(detail));
    }

    /** The newest first. */
    public List<PastSession> list(TenantId tenant, Optional<DeviceId> device, int offset, int limit) {
        return transactions.read(connection -> device.isPresent()
                ? SessionRows.ofDevice(connection, tenant, device.get(), offset, limit)
                : SessionRows.list(connection, tenant, offset, limit));
    }

    public Optional<PastSession> find(TenantId tenant, UUID session) {
        return transactions.read(connection -> SessionRows.find(connection, tenant, session));
    }

    private static final String FORGET = """
            delete from device_session
            where (tenant_id, session_id) in (
                select old.tenant_id, old.session_id
                from tenant t
                cross join lateral (
                    select s.tenant_id, s.session_id from device_session s
                    where s.tenant_id = t.tenant_id and s.started_at < now() - ? * interval '1 day'
                    limit ?) old)
            """;

    // All tenants: a recording does not tell whose it is. By an index of its own.
    private static final String RECORDED = """
            select recording from device_session where recording = any(?)
            """;

    /** Which of these recordings a session on record has. */
    public static List<BlobKey> recordings(Connection connection, String[] keys) {
        return Query.on(connection, RECORDED).with((Object) keys).list(row -> new BlobKey(row.getString("recording")));
    }

    /** Deletes a batch of each tenant; whether there may be more. Recordings that nothing names any more are swept by their node. */
    public static boolean forgetOld(Connection connection) {
        return Query.on(connection, FORGET).with(KEPT_DAYS, FORGOTTEN_AT_ONCE).update() >= FORGOTTEN_AT_ONCE;
    }
}
