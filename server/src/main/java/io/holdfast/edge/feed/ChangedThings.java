package io.holdfast.edge.feed;

import io.holdfast.exposure.UrlId;
import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What several rows of the feed name, each thing once: reading it again twice would give the same. */
final class ChangedThings {
    private final Map<TenantId, Set<DeviceId>> devices = new LinkedHashMap<>();
    private final Map<TenantId, Set<DeploymentId>> deployments = new LinkedHashMap<>();
    private final Map<TenantId, Set<UrlId>> urls = new LinkedHashMap<>();
    private final Set<TenantId> tenants = new LinkedHashSet<>();
    private boolean keys;
    private boolean valves;

    /** Kinds that this version does not know are counted and passed over: what they name is nothing that it answers from. */
    static ChangedThings of(List<FeedRow> rows, FeedCounters counters) {
        ChangedThings things = new ChangedThings();
        rows.forEach(row -> row.changes().forEach(named -> things.add(named, counters)));
        return things;
    }

    private void add(FeedRow.Named named, FeedCounters counters) {
        TenantId tenant = new TenantId(named.tenant());
        switch (named.kind()) {
            case "device" ->
                devices.computeIfAbsent(tenant, absent -> new LinkedHashSet<>()).add(new DeviceId(named.id()));
            case "deployment" ->
                deployments
                        .computeIfAbsent(tenant, absent -> new LinkedHashSet<>())
                        .add(new DeploymentId(named.id()));
            case "device_url" ->
                urls.computeIfAbsent(tenant, absent -> new LinkedHashSet<>()).add(new UrlId(named.id()));
            case "tenant" -> tenants.add(tenant);
            case "keys" -> keys = true;
            case "valves" -> valves = true;
            default -> counters.unknownKind(named.kind());
        }
    }

    Map<TenantId, Set<DeviceId>> devices() {
        return devices;
    }

    Map<TenantId, Set<DeploymentId>> deployments() {
        return deployments;
    }

    Map<TenantId, Set<UrlId>> urls() {
        return urls;
    }

    Set<TenantId> tenants() {
        return tenants;
    }

    boolean keys() {
        return keys;
    }

    boolean valves() {
        return valves;
    }

    boolean isEmpty() {
        return devices.isEmpty() && deployments.isEmpty() && urls.isEmpty() && tenants.isEmpty() && !keys && !valves;
    }
}
