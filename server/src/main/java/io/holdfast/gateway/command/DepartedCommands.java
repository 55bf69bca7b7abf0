package io.holdfast.gateway.command;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** A device that leaves the fleet is told nothing more. */
public final class DepartedCommands implements DeviceDeparture {

    private static final String DELETE = """
            delete from device_command
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
