package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Where connections come from: a pool. The caller closes what it got. */
@FunctionalInterface
public interface ConnectionSource {
    Connection connection() throws SQLException;
}
