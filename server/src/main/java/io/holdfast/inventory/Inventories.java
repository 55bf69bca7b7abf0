package io.holdfast.inventory;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a tenant's devices, whatever their standing; reads only. A filter or an order of attributes looks at every
 * device of the tenant.
 */
public final class Inventories {
    private final FleetTransactions transactions;

    public Inventories(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String FROM = """
            from device d
            left join inventory i on i.tenant_id = d.tenant_id and i.device_id = d.device_id
            left join device_group g on g.tenant_id = d.tenant_id and g.device_id = d.device_id
            cross join lateral (
                select greatest(d.updated_at, coalesce(i.received_at, d.updated_at)) as updated_at,
                       d.identity || jsonb_build_object('status', d.standing) as identity
            ) x
            cross join lateral (
                select jsonb_strip_nulls(jsonb_build_object(
                    'group', g.group_name,
                    'created_ts', to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                    'updated_ts', to_char(x.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) as system
            ) s
            where d.tenant_id = ?
            """;

    private static final String COLUMNS = """
            select d.device_id, x.updated_at,
                   (select jsonb_agg(a.entry order by a.scope, a.name)
                    from (
                        select 1 as scope, key as name,
                               jsonb_build_object('name', key, 'value', value, 'scope', 'identity') as entry
                        from jsonb_each(x.identity)
                        union all
                        select 2, key, jsonb_strip_nulls(jsonb_build_object(
                                   'name', key, 'value', value -> 'value', 'scope', 'inventory',
                                   'description', value -> 'description'))
                        from jsonb_each(i.attributes)
                        union all
                        select 3, key, jsonb_build_object('name', key, 'value', value, 'scope', 'system')
                        from jsonb_each(s.system)
                    ) a)::text as attributes
            """;

    private static final String ONE = COLUMNS + FROM + """
            and d.device_id = ?
            """;

    /** One device. */
    public Optional<InventoryDevice> find(TenantId tenant, DeviceId id) {
        return transactions.read(connection ->
                Query.on(connection, ONE).with(tenant.value(), id.value()).first(Inventories::read));
    }

    /** A stretch of the devices that the filter lets through. */
    public List<InventoryDevice> list(TenantId tenant, InventoryFilter filter, int limit, int offset) {
        StringBuilder sql = new StringBuilder(COLUMNS).append(FROM);
        List<Object> arguments = new ArrayList<>(List.of(tenant.value()));
        membership(sql, arguments, filter.membership());
        filter.terms().forEach(term -> where(sql, arguments, term));
        sql.append("order by ");
        filter.order().forEach(order -> orderBy(sql, arguments, order));
        sql.append("d.created_at, d.device_id limit ? offset ?");
        arguments.addAll(List.of(limit, offset));
        return transactions.read(connection ->
                Query.on(connection, sql.toString()).with(arguments.toArray()).list(Inventories::read));
    }

    private static final String COUNT_ALL = """
            select count(*) as devices from device where tenant_id = ?
            """;

    /** How many devices {@link #list} has in all. */
    public int count(TenantId tenant, InventoryFilter filter) {
        // Without terms the count is one pass over an index.
        StringBuilder sql = new StringBuilder(filter.narrows() ? "select count(*) as devices " + FROM : COUNT_ALL);
        List<Object> arguments = new ArrayList<>(List.of(tenant.value()));
        membership(sql, arguments, filter.membership());
        filter.terms().forEach(term -> where(sql, arguments, term));
        return transactions.read(connection -> Query.on(connection, sql.toString())
                .with(arguments.toArray())
                .first(row -> row.getInt("devices"))
                .orElse(0));
    }

    private static final String DEVICE_TYPES = """
            select device_id, attributes #>> '{device_type,value}' as device_type
            from inventory
            where tenant_id = ? and device_id = any(?) and attributes #>> '{device_type,value}' is not null
            """;

    /** The device types that these devices reported; of those that did. */
    public Map<DeviceId, String> deviceTypes(TenantId tenant, Collection<DeviceId> devices) {
        UUID[] ids = devices.stream().map(DeviceId::value).toArray(UUID[]::new);
        Map<DeviceId, String> types = new HashMap<>();
        transactions.read(connection -> Query.on(connection, DEVICE_TYPES)
                .with(tenant.value(), ids)
                .list(row -> types.put(new DeviceId(Query.uuid(row, "device_id")), row.getString("device_type"))));
        return types;
    }

    private static void membership(StringBuilder sql, List<Object> arguments, Membership membership) {
        switch (membership) {
            case Membership.Any ignored -> {}
            case Membership.In in -> {
                sql.append("and g.group_name = ?\n");
                arguments.add(in.group().value());
            }
            case Membership.Grouped ignored -> sql.append("and g.group_name is not null\n");
            case Membership.Ungrouped ignored -> sql.append("and g.group_name is null\n");
        }
    }

    private static void where(StringBuilder sql, List<Object> arguments, InventoryFilter.Term term) {
        String value = value(term.attribute().scope());
        sql.append("and (" + value + " #>> '{}' = ? or " + value + " @> to_jsonb(?::text))\n");
        String name = term.attribute().name();
        arguments.addAll(List.of(name, term.value(), name, term.value()));
    }

    private static void orderBy(StringBuilder sql, List<Object> arguments, InventoryFilter.Order order) {
        sql.append(value(order.attribute().scope()))
                .append(order.ascending() ? " asc" : " desc")
                .append(" nulls last, ");
        arguments.add(order.attribute().name());
    }

    /** The value of an attribute whose name is the one argument; null where the device has none. */
    private static String value(AttributeScope scope) {
        return switch (scope) {
            case INVENTORY -> "(i.attributes -> ?::text -> 'value')";
            case IDENTITY -> "(x.identity -> ?::text)";
            case SYSTEM -> "(s.system -> ?::text)";
            case TAGS, MONITOR -> "('{}'::jsonb -> ?::text)";
        };
    }

    private static InventoryDevice read(ResultSet row) throws SQLException {
        return new InventoryDevice(
                new DeviceId(Query.uuid(row, "device_id")),
                row.getString("attributes"),
                Query.instant(row, "updated_at"));
    }
}
