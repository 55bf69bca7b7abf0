package io.holdfast.inventory;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** A device that leaves the fleet leaves no inventory behind. */
public final class DepartedInventory implements DeviceDeparture {

    private static final String DELETE = """
            delete from inventory
            where tenant_id = ? and device_id = ?
            """;

    @Override
    public Runnable forget(Connection connection, DeviceRef device) {
        Query.on(connection, DELETE)
                .with(device.tenant().value(), device.device().value())
                .update();
        return () -> {};
    }
}
