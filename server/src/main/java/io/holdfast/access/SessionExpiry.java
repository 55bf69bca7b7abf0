package io.holdfast.access;

import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** Forgets sessions that ended. A day later than their end, so that a clock set back by hours revives none that is missed. */
public final class SessionExpiry {
    /** Rows that one call deletes of a tenant, so that it holds no lock for long. */
    private static final int BATCH = 1_000;

    private static final String FORGET = """
            delete from user_session
            where (tenant_id, session_id) in (
                select old.tenant_id, old.session_id
                from tenant t
                cross join lateral (
                    select s.tenant_id, s.session_id from user_session s
                    where s.tenant_id = t.tenant_id and s.expires_at < now() - interval '1 day'
                    limit ?) old)
            """;

    private SessionExpiry() {}

    /** Deletes a batch of each tenant; whether there may be more. */
    public static boolean forgetOld(Connection connection) {
        return Query.on(connection, FORGET).with(BATCH).update() >= BATCH;
    }
}
