package io.holdfast.edge.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/** The node's one SQLite file: one connection, which nobody else has, in turns. A commit returns when it is on the disk. */
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
                active integer not null, is_default integer not null, blind_max_seconds integer not null default 86400);
            create table if not exists rollout (
                deployment blob primary key, seq integer not null, terms blob not null, awaited blob not null) without rowid;
            create table if not exists change (
                idx integer primary key, seq integer not null, record blob not null, awaited_by blob not null);
            create table if not exists journal (
                position integer primary key autoincrement, lane text not null, tenant blob not null, device blob not null,
                node blob not null, number integer not null, received_micros integer not null, body blob not null);
            create index if not exists journal_by_lane on journal (lane, position);
            create index if not exists journal_value on journal (tenant, device) where lane = 'INVENTORY';
            """;

    /** For a file made before tenants had one. */
    private static final String ADD_BLIND_MAX = """
            alter table tenant add column blind_max_seconds integer not null default 86400
            """;

    private static final String HAS_BLIND_MAX = """
            select 1 from pragma_table_info('tenant') where name = 'blind_max_seconds'
            """;

    private final ReentrantLock turn = new ReentrantLock();
    private final Connection connection;

    private SqliteFile(Connection connection) {
        this.connection = connection;
    }

    /** @throws StoreTrouble when it cannot be opened, for example because another process has it */
    static SqliteFile open(Path file) {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(SETTINGS);
                statement.executeUpdate(SCHEMA);
                boolean missing;
                try (ResultSet row = statement.executeQuery(HAS_BLIND_MAX)) {
                    missing = !row.next();
                }
                if (missing) {
                    statement.executeUpdate(ADD_BLIND_MAX);
                }
            }
            connection.setAutoCommit(false);
            connection.commit();
            return new SqliteFile(connection);
        } catch (SQLException refused) {
            throw new StoreTrouble("the local store " + file + " cannot be opened", refused);
        }
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

    private void rollBack(Exception cause) {
        try {
            connection.rollback();
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
