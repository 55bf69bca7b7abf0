package io.holdfast.edge.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/** A SQLite file of the node: one connection, which nobody else has, in turns. A commit returns when it is on the disk. */
final class SqliteFile implements AutoCloseable {
    // Exclusive before WAL: then there is no shared-memory file that a second process could map.
    private static final String SETTINGS = """
            pragma locking_mode = exclusive;
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma foreign_keys = off;
            pragma wal_autocheckpoint = 4000;
            """;

    private static final String SCHEMA = """
            create table if not exists meta (name text primary key, value blob not null) without rowid;
            create table if not exists sealed_key (
                purpose text not null, key_id integer not null, sealed blob not null, signing integer not null,
                primary key (purpose, key_id)) without rowid;
            create table if not exists tenant (
                idx integer primary key, id blob not null, known integer not null, name text not null,
                active integer not null, is_default integer not null, blind_max_seconds integer not null default 86400,
                ping_interval_seconds integer not null default 30);
            create table if not exists rollout (
                deployment blob primary key, seq integer not null, terms blob not null, awaited blob not null) without rowid;
            create table if not exists change (
                idx integer primary key, seq integer not null, record blob not null, awaited_by blob not null);
            create table if not exists configuration (
                idx integer primary key, configured text not null, has_report integer not null,
                reported_hash integer not null, no_room integer not null);
            create table if not exists cohort (
                idx integer primary key, tenant blob not null, device_type text not null, version text not null,
                other integer not null);
            create table if not exists cell_valve (id blob primary key, content blob not null) without rowid;
            create table if not exists node_valve (
                id blob primary key, content blob not null, cleared_by text not null) without rowid;
            create table if not exists device_url (id blob primary key, content blob not null) without rowid;
            """;

    /** For a file made before tenants had one. */
    private static final String ADD_BLIND_MAX = """
            alter table tenant add column blind_max_seconds integer not null default 86400
            """;

    private static final String HAS_BLIND_MAX = """
            select 1 from pragma_table_info('tenant') where name = 'blind_max_seconds'
            """;

    private static final String ADD_PING_INTERVAL = """
            alter table tenant add column ping_interval_seconds integer not null default 30
            """;

    private static final String HAS_PING_INTERVAL = """
            select 1 from pragma_table_info('tenant') where name = 'ping_interval_seconds'
            """;

    private final ReentrantLock turn = new ReentrantLock();
    private final Connection connection;

    private SqliteFile(Connection connection) {
        this.connection = connection;
    }

    /** @throws StoreTrouble when it cannot be opened, for example because another process has it */
    static SqliteFile open(Path file) {
        SqliteFile store = open(file, SETTINGS, SCHEMA);
        try {
            store.write(connection -> add(connection, HAS_BLIND_MAX, ADD_BLIND_MAX));
            store.write(connection -> add(connection, HAS_PING_INTERVAL, ADD_PING_INTERVAL));
            return store;
        } catch (SQLException refused) {
            throw new StoreTrouble("the local store " + file + " cannot be opened", refused);
        }
    }

    private static boolean add(Connection connection, String has, String add) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean missing;
            try (ResultSet row = statement.executeQuery(has)) {
                missing = !row.next();
            }
            return missing && statement.executeUpdate(add) >= 0;
        }
    }

    /** As {@link #open(Path)}, with settings and tables of its own. */
    static SqliteFile open(Path file, String settings, String schema) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(settings);
                statement.executeUpdate(schema);
            }
            connection.setAutoCommit(false);
            connection.commit();
            return new SqliteFile(connection);
        } catch (SQLException refused) {
            throw new StoreTrouble("the local store " + file + " cannot be opened", refused);
        }
    }

    /** Over a connection that is open, on no autocommit: where a test lets a disk fail. */
    static SqliteFile over(Connection connection) {
        return new SqliteFile(connection);
    }

    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Runs work in one durable transaction. */
    <T> T write(Work<T> work) throws SQLException {
        turn.lock();
        try {
            T result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException failed) {
            rollBack(failed);
            throw failed;
        } finally {
            turn.unlock();
        }
    }

    /** Runs work that only reads. */
    <T> T read(Work<T> work) throws SQLException {
        return write(work);
    }

    /** Brings what is committed from the write-ahead log into the file itself, and throws what the disk says to it. */
    void checkpoint() throws SQLException {
        turn.lock();
        try {
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma wal_checkpoint(passive)");
            } finally {
                connection.setAutoCommit(false);
            }
        } finally {
            turn.unlock();
        }
    }

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException none) {
            cause.addSuppressed(none);
            beginAnew(cause);
        }
    }

    /**
     * After some errors, a full disk among them, SQLite has rolled back by itself; then the driver's own rollback fails before it
     * begins the next transaction, and every later statement would be committed alone.
     */
    private void beginAnew(Exception cause) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException none) {
            cause.addSuppressed(none);
        }
        try {
            connection.setAutoCommit(false);
        } catch (SQLException broken) {
            cause.addSuppressed(broken);
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            connection.close();
        } catch (SQLException refused) {
            throw new StoreTrouble("the local store cannot be closed", refused);
        } finally {
            turn.unlock();
        }
    }
}
