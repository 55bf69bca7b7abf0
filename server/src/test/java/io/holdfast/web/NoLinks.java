package io.holdfast.web;

import io.holdfast.gateway.presence.LinkEvent;
import io.holdfast.gateway.presence.Presence;
import io.holdfast.gateway.presence.PresenceReads;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Devices of which none ever had a link. */
final class NoLinks implements PresenceReads {
    private static final Presence NEVER = new Presence.Offline(Optional.empty(), Instant.EPOCH);

    @Override
    public Map<DeviceId, Presence> of(TenantId tenant, Collection<DeviceId> devices) {
        Map<DeviceId, Presence> none = new LinkedHashMap<>();
        devices.forEach(device -> none.put(device, NEVER));
        return none;
    }

    @Override
    public Connection connection(DeviceRef device) {
        return new Connection(NEVER, Optional.empty(), Optional.empty());
    }

    @Override
    public List<LinkEvent> timeline(DeviceRef device, int max) {
        return List.of();
    }
}
