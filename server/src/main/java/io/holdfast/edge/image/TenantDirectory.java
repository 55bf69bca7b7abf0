package io.holdfast.edge.image;

import io.holdfast.tenancy.TenantId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tenants by id and by index. An index stands for one tenant for ever. One writer. */
final class TenantDirectory {
    private final Map<TenantId, TenantEntry> byId = new ConcurrentHashMap<>();
    private volatile TenantEntry[] byIndex = new TenantEntry[0];
    private volatile Optional<ImageTenant> defaultTenant = Optional.empty();

    Optional<TenantEntry> find(TenantId tenant) {
        return Optional.ofNullable(byId.get(tenant));
    }

    TenantEntry at(int index) {
        return byIndex[index];
    }

    int size() {
        return byIndex.length;
    }

    List<TenantEntry> all() {
        return List.of(byIndex);
    }

    Optional<ImageTenant> defaultTenant() {
        return defaultTenant;
    }

    /** By the writer: the tenant's entry, made when there is none yet. */
    TenantEntry entry(TenantId tenant) {
        TenantEntry known = byId.get(tenant);
        if (known != null) {
            return known;
        }
        TenantEntry[] more = Arrays.copyOf(byIndex, byIndex.length + 1);
        TenantEntry entry = new TenantEntry(byIndex.length, tenant);
        more[entry.index()] = entry;
        byIndex = more;
        byId.put(tenant, entry);
        return entry;
    }

    /** By the writer. An empty row is a tenant that is gone. */
    void row(TenantId tenant, Optional<ImageTenant> row) {
        TenantEntry entry = entry(tenant);
        entry.row(row);
        boolean wasDefault =
                defaultTenant.filter(known -> known.id().equals(tenant)).isPresent();
        Optional<ImageTenant> asDefault = row.filter(ImageTenant::isDefault);
        if (wasDefault || asDefault.isPresent()) {
            defaultTenant = asDefault;
        }
    }
}
