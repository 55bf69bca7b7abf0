package io.holdfast.config;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** A device that leaves the fleet leaves no configuration behind: neither what was set nor what it reported. */
public final class DepartedConfiguration implements DeviceDeparture {

    private static final String DELETE_SET = """
            delete from device_configuration
            where tenant_id = ? and device_id = ?
            """;

    private static final String DELETE_REPORTED = """
            delete from reported_configuration
            where tenant_id = ? and device_id = ?
            """;

    @Override
    public Runnable forget(Connection connection, DeviceRef device) {
        Object[] key = {device.tenant().value(), device.device().value()};
        Query.on(connection, DELETE_SET).with(key).update();
        Query.on(connection, DELETE_REPORTED).with(key).update();
        return () -> {};
    }
}
