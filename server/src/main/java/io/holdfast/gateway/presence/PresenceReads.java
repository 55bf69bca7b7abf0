package io.holdfast.gateway.presence;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may be asked about devices' links. Throws {@link io.holdfast.platform.database.DatabaseException}. */
public interface PresenceReads {

    /** The presence of each of these devices. */
    Map<DeviceId, Presence> of(TenantId tenant, Collection<DeviceId> devices);

    /** One device's link, with its history in two dates. */
    Connection connection(DeviceRef device);

    /** The last lines of the device's timeline, the newest first. */
    List<LinkEvent> timeline(DeviceRef device, int max);

    /**
     * A device's link.
     *
     * @param firstConnected empty if it never had one
     * @param changed when a link last began or ended
     */
    record Connection(Presence presence, Optional<Instant> firstConnected, Optional<Instant> changed) {}
}
