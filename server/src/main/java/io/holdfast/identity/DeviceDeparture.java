package io.holdfast.identity;

import java.sql.Connection;

/** What a capability does with its own rows when a device leaves the fleet. */
@FunctionalInterface
public interface DeviceDeparture {

    /**
     * Forgets the device, inside the transaction that removes it, after its device and auth-set rows were locked.
     *
     * @return what to do once that is committed; must be harmless when it is lost
     */
    Runnable forget(Connection connection, DeviceRef device);
}
