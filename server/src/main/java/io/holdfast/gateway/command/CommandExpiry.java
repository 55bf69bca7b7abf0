package io.holdfast.gateway.command;

import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** Commands whose time is over wait no more; they are shown as expired before that, and never sent. */
public final class CommandExpiry {
    private static final int BATCH = 1_000;

    private CommandExpiry() {}

    // Of all tenants, by the index of what waits.
    private static final String EXPIRE = """
            with over as (
                select tenant_id, command_id from device_command
                where state = 'waiting' and expires_at <= now()
                limit ?
                for update skip locked
            )
            update device_command c
            set state = 'expired', ended_at = c.expires_at
            from over
            where c.tenant_id = over.tenant_id and c.command_id = over.command_id
            """;

    /** One batch; whether there may be more. */
    public static boolean step(Connection connection) {
        return Query.on(connection, EXPIRE).with(BATCH).update() == BATCH;
    }
}
