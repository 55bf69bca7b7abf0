package io.holdfast.gateway.presence;

import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statements of presence: a batch each, whatever happened, and never one for a single device's link. */
final class PresenceRows {
    /** Lines that a device's timeline keeps: at one link a token and week, two years of them. */
    static final int TIMELINE_MAX = 100;

    private PresenceRows() {}

    /** The device's last link, as some node wrote it. */
    record Row(
            UUID session,
            UUID nodeId,
            UUID bootId,
            boolean online,
            Instant firstConnected,
            Instant connected,
            Instant changed) {}

    /**
     * A node, as it wrote itself.
     *
     * @param lapsed whether its lease is over by the database's clock
     */
    record Node(UUID nodeId, UUID bootId, Instant started, Instant renewed, boolean lapsed) {}

    // A row changes by what happened to its own link, or by a link that began later: an older one's end comes late.
    private static final String WRITE = """
            insert into device_presence as p
                (tenant_id, device_id, session_id, node_id, boot_id, online, reason, first_connected_at, connected_at, changed_at)
            select c.tenant_id, c.device_id, c.session_id, ?, ?, c.online, c.reason,
                   timestamptz 'epoch' + c.connected_us * interval '1 microsecond',
                   timestamptz 'epoch' + c.connected_us * interval '1 microsecond',
                   timestamptz 'epoch' + c.changed_us * interval '1 microsecond'
            from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::boolean[], ?::text[], ?::bigint[], ?::bigint[])
                as c (tenant_id, device_id, session_id, online, reason, connected_us, changed_us)
            order by c.tenant_id, c.device_id
            on conflict (tenant_id, device_id) do update
               set session_id   = excluded.session_id,
                   node_id      = excluded.node_id,
                   boot_id      = excluded.boot_id,
                   online       = excluded.online,
                   reason       = excluded.reason,
                   connected_at = excluded.connected_at,
                   changed_at   = excluded.changed_at
             where p.session_id = excluded.session_id or p.connected_at <= excluded.connected_at
            """;

    static void write(Connection connection, NodeIdentity node, List<LinkChange> changes) {
        List<LinkChange> sorted = changes.stream()
                .sorted(Comparator.comparing(
                                (LinkChange change) -> change.device().tenant().value())
                        .thenComparing(change -> change.device().device().value()))
                .toList();
        int touched = Query.on(connection, WRITE)
                .with(
                        node.nodeId(),
                        node.bootId(),
                        column(
                                sorted,
                                UUID.class,
                                change -> change.device().tenant().value()),
                        column(
                                sorted,
                                UUID.class,
                                change -> change.device().device().value()),
                        column(sorted, UUID.class, LinkChange::session),
                        column(sorted, Boolean.class, change -> change.ended().isEmpty()),
                        column(
                                sorted,
                                String.class,
                                change -> change.ended()
                                        .map(end -> end.cause().label())
                                        .orElse("")),
                        column(sorted, Long.class, change -> micros(change.connected())),
                        column(sorted, Long.class, change -> micros(change.changed())))
                .update();
    }

    private static final String ENTER = """
            insert into device_link_event (tenant_id, device_id, at, event_id, kind, reason)
            select e.tenant_id, e.device_id, timestamptz 'epoch' + e.at_us * interval '1 microsecond',
                   e.event_id, e.kind, e.reason
            from unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::uuid[], ?::text[], ?::text[])
                as e (tenant_id, device_id, at_us, event_id, kind, reason)
            on conflict (tenant_id, device_id, at, event_id) do nothing
            """;

    private static final String TRIM = """
            with last as (
                select d.tenant_id, d.device_id, cut.at, cut.event_id
                from unnest(?::uuid[], ?::uuid[]) as d (tenant_id, device_id)
                cross join lateral (
                    select k.at, k.event_id
                    from device_link_event k
                    where k.tenant_id = d.tenant_id and k.device_id = d.device_id
                    order by k.at desc, k.event_id desc
                    offset ? limit 1) cut
            )
            delete from device_link_event e
            using last
            where e.tenant_id = last.tenant_id and e.device_id = last.device_id
              and (e.at, e.event_id) <= (last.at, last.event_id)
            """;

    static void enter(Connection connection, List<PresenceBook.TimelineEntry> entries) {
        int entered = Query.on(connection, ENTER)
                .with(
                        column(
                                entries,
                                UUID.class,
                                entry -> entry.device().tenant().value()),
                        column(
                                entries,
                                UUID.class,
                                entry -> entry.device().device().value()),
                        column(
                                entries,
                                Long.class,
                                entry -> micros(entry.event().at())),
                        column(entries, UUID.class, entry -> entry.event().id()),
                        column(
                                entries,
                                String.class,
                                entry -> entry.event().kind().stored()),
                        column(entries, String.class, entry -> entry.event().reason()))
                .update();
        List<DeviceRef> devices = entries.stream()
                .map(PresenceBook.TimelineEntry::device)
                .distinct()
                .toList();
        int trimmed = Query.on(connection, TRIM)
                .with(
                        column(devices, UUID.class, device -> device.tenant().value()),
                        column(devices, UUID.class, device -> device.device().value()),
                        TIMELINE_MAX)
                .update();
    }

    private static final String FORGET_PRESENCE = """
            delete from device_presence p
            using unnest(?::uuid[], ?::uuid[]) as d (tenant_id, device_id)
            where p.tenant_id = d.tenant_id and p.device_id = d.device_id
            """;

    private static final String FORGET_EVENTS = """
            delete from device_link_event e
            using unnest(?::uuid[], ?::uuid[]) as d (tenant_id, device_id)
            where e.tenant_id = d.tenant_id and e.device_id = d.device_id
            """;

    static void forget(Connection connection, Collection<DeviceRef> devices) {
        List<DeviceRef> all = List.copyOf(devices);
        for (String statement : List.of(FORGET_PRESENCE, FORGET_EVENTS)) {
            int gone = Query.on(connection, statement)
                    .with(
                            column(all, UUID.class, device -> device.tenant().value()),
                            column(all, UUID.class, device -> device.device().value()))
                    .update();
        }
    }

    private static final String READ = """
            select device_id, session_id, node_id, boot_id, online, first_connected_at, connected_at, changed_at
            from device_presence
            where tenant_id = ? and device_id = any (?::uuid[])
            """;

    static Map<DeviceId, Row> read(Connection connection, TenantId tenant, Collection<DeviceId> devices) {
        return Query.on(connection, READ)
                .with(tenant.value(), devices.stream().map(DeviceId::value).toArray(UUID[]::new))
                .list(row -> Map.entry(
                        new DeviceId(Query.uuid(row, "device_id")),
                        new Row(
                                Query.uuid(row, "session_id"),
                                Query.uuid(row, "node_id"),
                                Query.uuid(row, "boot_id"),
                                row.getBoolean("online"),
                                Query.instant(row, "first_connected_at"),
                                Query.instant(row, "connected_at"),
                                Query.instant(row, "changed_at"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static final String TIMELINE = """
            select at, event_id, kind, reason
            from device_link_event
            where tenant_id = ? and device_id = ?
            order by at desc, event_id desc
            limit ?
            """;

    static List<LinkEvent> timeline(Connection connection, DeviceRef device, int max) {
        return Query.on(connection, TIMELINE)
                .with(device.tenant().value(), device.device().value(), max)
                .list(row -> new LinkEvent(
                        Query.uuid(row, "event_id"),
                        Query.instant(row, "at"),
                        LinkEvent.Kind.ofStored(row.getString("kind")),
                        row.getString("reason")));
    }

    private static final String NODES = """
            select node_id, boot_id, started_at, lease_renewed_at,
                   lease_renewed_at < now() - interval '10 seconds' as lapsed
            from node
            order by lease_renewed_at desc
            limit 1000
            """;

    static List<Node> nodes(Connection connection) {
        return Query.on(connection, NODES)
                .list(row -> new Node(
                        Query.uuid(row, "node_id"),
                        Query.uuid(row, "boot_id"),
                        Query.instant(row, "started_at"),
                        Query.instant(row, "lease_renewed_at"),
                        row.getBoolean("lapsed")));
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    @SuppressWarnings("unchecked")
    private static <T, C> C[] column(List<T> rows, Class<C> type, Function<T, C> value) {
        return rows.stream().map(value).toArray(size -> (C[]) java.lang.reflect.Array.newInstance(type, size));
    }
}
