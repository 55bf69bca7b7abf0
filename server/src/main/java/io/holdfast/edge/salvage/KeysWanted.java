package io.holdfast.edge.salvage;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Readoption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Devices that were let back in on a token alone: their identity and key are put on record when they next show them. */
final class KeysWanted {
    private final Set<DeviceId> devices = ConcurrentHashMap.newKeySet();
    private boolean known;

    /** Asks the database once, by the rounds' thread: an earlier run may have left some. */
    void readOnce(Readoption readoption) {
        if (!known) {
            devices.addAll(readoption.devicesWithoutKey());
            known = true;
        }
    }

    void want(DeviceId device) {
        devices.add(device);
    }

    /** Whether the key is wanted; whoever is told so brings it. From any thread. */
    boolean take(DeviceId device) {
        return !devices.isEmpty() && devices.remove(device);
    }
}
