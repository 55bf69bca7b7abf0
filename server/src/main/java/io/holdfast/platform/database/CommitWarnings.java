package io.holdfast.platform.database;

import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/** A cancelled wait for a standby commits with a warning: such a commit is unknown, not acknowledged. */
final class CommitWarnings {
    private CommitWarnings() {}

    static void refuse(@Nullable SQLWarning warning) throws SQLException {
        for (SQLWarning w = warning; w != null; w = w.getNextWarning()) {
            if ("01000".equals(w.getSQLState())
                    && String.valueOf(w.getMessage()).contains("synchronous replication")) {
                throw new SQLException("the commit was not confirmed by the standby", "08007", w);
            }
        }
    }
}
