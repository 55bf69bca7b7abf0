package io.holdfast.gateway.connection;

import io.holdfast.access.Caller;
import io.holdfast.access.UserId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.tenancy.FairShare;
import io.holdfast.tenancy.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who has how many connections, and whether he may have another. Safe from any thread. */
final class ConnectionPlaces {
    /** A few people of a tenant get through while others' have all the rest. */
    static final int TENANT_FLOOR = 32;

    private static final FairShare FAIR = new FairShare(PersonConnections.MAX, TENANT_FLOOR);

    private final Map<TenantId, Integer> ofTenant = new HashMap<>();
    private final Map<UserId, Integer> ofUser = new HashMap<>();
    private final Map<DeviceRef, Integer> ofDevice = new HashMap<>();
    private int all;

    /** Whether there is a place; who comes between this and {@link #enter} may take it. */
    synchronized boolean room(Caller caller, Optional<DeviceRef> device) {
        return FAIR.admits(all, ofTenant.getOrDefault(caller.tenant(), 0), 1)
                && ofUser.getOrDefault(caller.user(), 0) < PersonConnections.PER_USER_MAX
                && device.map(used -> ofDevice.getOrDefault(used, 0)).orElse(0) < PersonConnections.PER_DEVICE_MAX;
    }

    /**
     * Takes a place, if there is one.
     *
     * @param device absent for who only watches: his connection costs the device nothing
     */
    synchronized boolean enter(Caller caller, Optional<DeviceRef> device) {
        if (!room(caller, device)) {
            return false;
        }
        all++;
        more(ofTenant, caller.tenant());
        more(ofUser, caller.user());
        device.ifPresent(used -> more(ofDevice, used));
        return true;
    }

    /** Gives a place back that was taken. */
    synchronized void leave(Caller caller, Optional<DeviceRef> device) {
        all--;
        fewer(ofTenant, caller.tenant());
        fewer(ofUser, caller.user());
        device.ifPresent(used -> fewer(ofDevice, used));
    }

    private static <K> void more(Map<K, Integer> counts, K key) {
        counts.put(key, counts.getOrDefault(key, 0) + 1);
    }

    private static <K> void fewer(Map<K, Integer> counts, K key) {
        int left = counts.getOrDefault(key, 0) - 1;
        if (left > 0) {
            counts.put(key, left);
        } else {
            counts.remove(key);
        }
    }
}
