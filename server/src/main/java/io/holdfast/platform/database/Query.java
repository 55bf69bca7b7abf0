package io.holdfast.platform.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One statement with its arguments, run on the connection it was made for. Arguments may be {@link UUID}, {@link String},
 * numbers, booleans, {@code byte[]}, {@link Instant}, {@code UUID[]}, {@code String[]}, {@code long[]}-free arrays of objects.
 */
public final class Query {

    /** Reads one row. Must not move the cursor. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes one row. Must not move the cursor. */
    @FunctionalInterface
    public interface RowVisitor {
        void visit(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final String sql;
    private final List<Object> arguments = new ArrayList<>();

    private Query(Connection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    public static Query on(Connection connection, String sql) {
        return new Query(connection, sql);
    }

    /** Appends arguments, in the order of the statement's question marks. */
    public Query with(Object... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** All rows. The statement itself carries the limit. */
    public <T> List<T> list(RowReader<T> reader) {
        try (PreparedStatement statement = prepare();
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * All rows of a statement that is a transaction of its own (autocommit on). A commit that came with the warning of a
     * cancelled wait for a standby is {@code UNAVAILABLE}: its outcome is unknown.
     */
    public <T> List<T> listCommitted(RowReader<T> reader) {
        try (PreparedStatement statement = prepare()) {
            List<T> result = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    result.add(reader.read(rows));
                }
            }
            CommitWarnings.refuse(statement.getWarnings());
            return result;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Visits all rows without holding them: so many at a time come over, which needs a transaction (autocommit off). */
    public void each(int rowsAtATime, RowVisitor visitor) {
        try (PreparedStatement statement = prepare()) {
            statement.setFetchSize(rowsAtATime);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    visitor.visit(rows);
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The first row, if any. */
    public <T> Optional<T> first(RowReader<T> reader) {
        try (PreparedStatement statement = prepare();
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Runs a statement that returns no rows; the count of rows it touched. */
    public int update() {
        try (PreparedStatement statement = prepare()) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Reads a {@code timestamptz} column that is never null. */
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Reads a {@code timestamptz} column that may be null. */
    public static Optional<Instant> instantIfAny(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    /** Reads a {@code uuid} column that is never null. */
    public static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private PreparedStatement prepare() throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < arguments.size(); i++) {
                bind(statement, i + 1, arguments.get(i));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private void bind(PreparedStatement statement, int at, Object argument) throws SQLException {
        switch (argument) {
            case Instant instant -> statement.setObject(at, instant.atOffset(ZoneOffset.UTC));
            case UUID[] uuids -> statement.setArray(at, array("uuid", uuids));
            case String[] texts -> statement.setArray(at, array("text", texts));
            case Long[] longs -> statement.setArray(at, array("bigint", longs));
            case Integer[] integers -> statement.setArray(at, array("integer", integers));
            case Boolean[] booleans -> statement.setArray(at, array("boolean", booleans));
            case byte[][] blobs -> statement.setArray(at, array("bytea", blobs));
            default -> statement.setObject(at, argument);
        }
    }

    private Array array(String type, Object[] elements) throws SQLException {
        return connection.createArrayOf(type, elements);
    }
}
