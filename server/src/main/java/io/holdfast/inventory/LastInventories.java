package io.holdfast.inventory;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What devices said of themselves last, for a page of them at once; reads only. */
public final class LastInventories {
    private final FleetTransactions transactions;

    public LastInventories(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String OF_DEVICES = """
            select device_id, attributes::text as attributes, received_at
            from inventory
            where tenant_id = ? and device_id = any(?)
            """;

    /** The last report of each of these devices that ever sent one. At most a page of devices is asked for at once. */
    public Map<DeviceId, LastInventory> of(TenantId tenant, Collection<DeviceId> devices) {
        UUID[] ids = devices.stream().map(DeviceId::value).toArray(UUID[]::new);
        Map<DeviceId, LastInventory> found = new HashMap<>();
        transactions.read(connection -> Query.on(connection, OF_DEVICES)
                .with(tenant.value(), ids)
                .list(row -> found.put(
                        new DeviceId(Query.uuid(row, "device_id")),
                        new LastInventory(row.getString("attributes"), Query.instant(row, "received_at")))));
        return found;
    }
}
