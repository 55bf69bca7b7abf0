package io.holdfast.platform.database;

import java.sql.SQLException;

/** A statement that did not succeed, sorted by what the caller can do about it. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What the caller can do. */
    public enum Kind {
        /** The database is not there, or the outcome is unknown: 503 with a time to come back, or the journal. */
        UNAVAILABLE,
        /** A lock or serialisation conflict: try again. */
        CONTENTION,
        /** The data itself was refused (SQLSTATE 21, 22, 23): this row is at fault. */
        BAD_DATA,
        /** Anything else: our own mistake. */
        FAULT
    }

    private final Kind kind;
    private final String sqlState;

    public DatabaseException(SQLException cause) {
        super(cause.getMessage(), cause);
        this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
        this.kind = kindOf(sqlState, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** Five characters, or empty when the driver gave none. */
    public String sqlState() {
        return sqlState;
    }

    private static Kind kindOf(String state, SQLException cause) {
        if (cause instanceof java.sql.SQLTransientConnectionException || state.length() < 2) {
            return Kind.UNAVAILABLE;
        }
        return switch (state.substring(0, 2)) {
            case "08", "53", "57", "58", "XX" -> Kind.UNAVAILABLE;
            case "40", "55" -> Kind.CONTENTION;
            case "21", "22", "23" -> Kind.BAD_DATA;
            default -> Kind.FAULT;
        };
    }
}
