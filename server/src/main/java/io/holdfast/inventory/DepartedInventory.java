package io.holdfast.inventory;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** A device that leaves the fleet leaves no inventory behind, and its group. */
public final class DepartedInventory implements DeviceDeparture {

    private static final String DELETE = """
            delete from inventory
            where tenant_id = ? and device_id = ?
            """;

    private static final String LEAVE_GROUP = """
            delete from device_group
            where tenant_id = ? and device_id = ?
            """;

    @Override
    public Runnable forget(Connection connection, DeviceRef device) {
        Object[] key = {device.tenant().value(), device.device().value()};
        Query.on(connection, DELETE).with(key).update();
        Query.on(connection, LEAVE_GROUP).with(key).update();
        return () -> {};
    }
}
