package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * For whom a connection works, as its {@code application_name} says in {@code pg_stat_activity}: the role, then the area of the API and the
 * tenant where they are known. A connection that already says so costs nothing; another one costs a round trip.
 */
public final class StatementTag {
    private static final ScopedValue<String> WORK = ScopedValue.newInstance();

    /** PostgreSQL cuts a longer name. */
    private static final int NAME_MAX = 63;

    private StatementTag() {}

    /**
     * Does work whose statements carry a tag.
     *
     * @param area from a short list, at most 13 letters of it count
     * @param tenant its id without hyphens, or empty
     */
    public static <T, X extends Throwable> T during(String area, String tenant, ScopedValue.CallableOp<T, X> work)
            throws X {
        return ScopedValue.where(WORK, text(area, tenant)).call(work);
    }

    /** As it stands behind the role. */
    static String text(String area, String tenant) {
        String clipped = area.length() > 13 ? area.substring(0, 13) : area;
        return tenant.isEmpty() ? clipped : clipped + " " + tenant;
    }

    /** The name of a role's connection for the work under way. */
    static String name(DatabaseRole role) {
        String name = WORK.isBound() ? role.applicationName() + " " + WORK.get() : role.applicationName();
        return name.length() > NAME_MAX ? name.substring(0, NAME_MAX) : name;
    }

    // Not SET, whose text would be another one for each tenant in pg_stat_statements.
    private static final String RENAME = """
            select set_config('application_name', ?, false)
            """;

    /** Gives a connection that was just taken from its pool the name of the work under way. */
    static Connection onto(Connection connection, DatabaseRole role) throws SQLException {
        try {
            String name = name(role);
            if (!name.equals(connection.unwrap(PGConnection.class).getParameterStatus("application_name"))) {
                try (PreparedStatement rename = connection.prepareStatement(RENAME)) {
                    rename.setString(1, name);
                    rename.execute();
                }
            }
            return connection;
        } catch (SQLException broken) {
            connection.close();
            throw broken;
        }
    }
}
