package io.holdfast.edge.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's own SQLite file. Its disk blocks are taken when it is made and never given back: it begins with as many pages
 * as it may ever have, all on SQLite's free list, and without vacuum a page that is emptied returns to that list and not to the
 * disk. So a disk that others filled does not stop reports for which the journal has room. The same is done for the
 * write-ahead log beside it, with zeros, which SQLite takes for a log without frames.
 */
final class JournalFile {
    private static final Logger log = LoggerFactory.getLogger(JournalFile.class);
    private static final String NAME = "journal.sqlite";
    private static final int PAGE = 4096;
    private static final int MIB = 1 << 20;

    /** The log may hold two checkpoints' worth and the largest batch: 500 inventories that touch six pages each are 12 MiB. */
    private static final long WAL_MAX = 24L * MIB;

    private static final String SCHEMA = """
            create table if not exists journal (
                position integer primary key autoincrement, lane text not null, tenant blob not null, device blob not null,
                node blob not null, number integer not null, received_micros integer not null, body blob not null);
            create index if not exists journal_by_lane on journal (lane, position);
            create index if not exists journal_value on journal (tenant, device) where lane = 'INVENTORY';
            create index if not exists journal_configuration on journal (tenant, device) where lane = 'CONFIGURATION';
            """;

    // No automatic checkpoint: SQLite keeps its errors to itself, and a failed fsync must close the journal.
    private static final String SETTINGS = """
            pragma locking_mode = exclusive;
            pragma journal_mode = wal;
            pragma synchronous = full;
            pragma wal_autocheckpoint = 0;
            pragma journal_size_limit = -1;
            pragma max_page_count = %d;
            """;

    private JournalFile() {}

    /**
     * Opens the journal in the folder, making it when it is not there. Empty when there is no room to make it, which is logged.
     *
     * @param reportBytes what the reports in it may take, in bytes; the file is half as large again, because pages are not full
     * @throws StoreTrouble when there is one that cannot be opened: acknowledged reports are in it
     */
    static Optional<SqliteFile> open(Path folder, long reportBytes) {
        Path file = folder.resolve(NAME);
        long bytes = reportBytes + reportBytes / 2 + MIB;
        if (!Files.exists(file) && !make(file, bytes)) {
            return Optional.empty();
        }
        takeLog(file.resolveSibling(NAME + "-wal"), walBytes(reportBytes));
        return Optional.of(SqliteFile.open(file, SETTINGS.formatted(pages(file)), SCHEMA));
    }

    /** How large the write-ahead log is made for a journal of this size. */
    static long walBytes(long reportBytes) {
        return Math.clamp(reportBytes / 8, MIB, WAL_MAX);
    }

    private static long pages(Path file) {
        try {
            return Files.size(file) / PAGE;
        } catch (IOException unreadable) {
            throw new StoreTrouble("the journal " + file + " cannot be read", unreadable);
        }
    }

    private static boolean make(Path file, long bytes) {
        Path made = file.resolveSibling(NAME + ".new");
        try {
            Files.deleteIfExists(made);
            fill(made, bytes);
            try (FileChannel whole = FileChannel.open(made, StandardOpenOption.WRITE)) {
                whole.force(true);
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
                folder.force(true);
            }
            return true;
        } catch (IOException | SQLException noRoom) {
            log.atError()
                    .addKeyValue("bytes", bytes)
                    .setCause(noRoom)
                    .log("there is no room for the journal; reports are refused while the database is away");
            forget(made);
            return false;
        }
    }

    /** Needs no durability of SQLite: until it is renamed the file is nothing. */
    private static void fill(Path made, long bytes) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + made);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("pragma page_size = " + PAGE + "; pragma auto_vacuum = none;"
                    + " pragma journal_mode = off; pragma synchronous = off;");
            statement.executeUpdate(SCHEMA);
            statement.executeUpdate("create table room (filler blob not null)");
            for (long filled = 0; filled < bytes; filled += MIB) {
                statement.executeUpdate("insert into room (filler) values (zeroblob(" + MIB + "))");
            }
            statement.executeUpdate("drop table room");
        }
    }

    /** SQLite removes the log when it is closed in order and keeps it otherwise; what is missing is added at its end. */
    private static void takeLog(Path wal, long bytes) {
        try (FileChannel channel = FileChannel.open(wal, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(MIB);
            for (long at = channel.size(); at < bytes; at += zeros.position()) {
                zeros.clear().limit((int) Math.min(MIB, bytes - at));
                while (zeros.hasRemaining()) {
                    channel.write(zeros, at + zeros.position());
                }
            }
            channel.force(true);
        } catch (IOException noRoom) {
            log.atWarn()
                    .addKeyValue("bytes", bytes)
                    .setCause(noRoom)
                    .log("there is no room for the journal's log; a full disk will stop it");
        }
    }

    private static void forget(Path made) {
        try {
            Files.deleteIfExists(made);
        } catch (IOException stays) {
            log.atDebug().addKeyValue("file", made).log("a journal half made could not be removed");
        }
    }
}
