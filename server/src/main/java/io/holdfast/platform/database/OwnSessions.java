package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.WeakHashMap;
import org.postgresql.jdbc.PgConnection;

/**
 * Which of a database's sessions are a pool's: nodes of one cell call theirs the same, and one must not end another's. Holds no connection
 * that the pool has let go, so that there are as many as the pool has.
 */
final class OwnSessions {
    private final Set<PgConnection> connections = Collections.newSetFromMap(new WeakHashMap<>());

    /** Takes note of a connection that its pool gives out. */
    Connection seen(Connection given) throws SQLException {
        try {
            PgConnection physical = given.unwrap(PgConnection.class);
            synchronized (this) {
                boolean unused = connections.add(physical);
            }
            return given;
        } catch (SQLException broken) {
            given.close();
            throw broken;
        }
    }

    /** Those that are open. */
    synchronized Set<Integer> pids() {
        Set<Integer> pids = new HashSet<>();
        for (PgConnection each : connections) {
            if (open(each)) {
                pids.add(each.getBackendPID());
            }
        }
        return pids;
    }

    private static boolean open(PgConnection connection) {
        try {
            return !connection.isClosed();
        } catch (SQLException unusable) {
            return false;
        }
    }
}
