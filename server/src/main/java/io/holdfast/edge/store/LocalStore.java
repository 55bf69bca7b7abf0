package io.holdfast.edge.store;

import io.holdfast.edge.feed.DurableImage;
import io.holdfast.edge.feed.FeedCursor;
import io.holdfast.edge.image.ImageRoom;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import io.holdfast.edge.salvage.Salvages;
import io.holdfast.edge.valve.NodeValveStore;
import io.holdfast.keys.KeyOpener;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node keeps on its own disk, so that it starts and serves with PostgreSQL away: the fleet image, its place in the feed,
 * the sealed keys, and the journal. A cache with a journal in it: an image that does not verify is discarded and read from
 * PostgreSQL; the journal and the node's identity never are.
 */
public final class LocalStore implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalStore.class);
    private static final String FILE = "local.sqlite";
    private static final String NODE_ID = "node_id";
    private static final String BOOT = "boot";
    static final String SIGHT = "sight";
    static final String LINKS = "links";
    private static final FeedCursor BEFORE_ANY = new FeedCursor(0, Optional.empty());

    private final SqliteFile sqlite;
    private final SnapshotFolder folder;
    private final UUID nodeId;
    private final long boot;
    private final LocalJournal journal;
    private final Optional<SqliteJournal> journalFile;
    private final boolean journalRefused;
    private Optional<ImageStore> image = Optional.empty();
    private Optional<SightKeeper> sight = Optional.empty();

    private LocalStore(
            SqliteFile sqlite,
            SnapshotFolder folder,
            UUID nodeId,
            long boot,
            Optional<SqliteJournal> journal,
            boolean journalRefused) {
        this.sqlite = sqlite;
        this.folder = folder;
        this.nodeId = nodeId;
        this.boot = boot;
        this.journalFile = journal;
        this.journalRefused = journalRefused;
        this.journal = journal.<LocalJournal>map(file -> file).orElseGet(LocalJournal::off);
    }

    /**
     * Opens the store in the folder, making both when they are not there, and with them the journal, whose disk space is taken
     * at once.
     *
     * @param journalBytesMax bodies and their keys, in bytes; beyond it the journal is full
     * @throws StoreTrouble when the disk refuses or another process has it
     */
    public static LocalStore open(Path folder, long journalBytesMax, Dice dice) {
        return open(folder, OptionalLong.of(journalBytesMax), dice);
    }

    /** As {@link #open(Path, long, Dice)} where the folder does not last: the journal takes nothing. */
    public static LocalStore openWithoutJournal(Path folder, Dice dice) {
        return open(folder, OptionalLong.empty(), dice);
    }

    private static LocalStore open(Path folder, OptionalLong journalBytesMax, Dice dice) {
        try {
            Files.createDirectories(folder);
            SqliteFile sqlite = SqliteFile.open(folder.resolve(FILE));
            UUID nodeId = sqlite.write(connection -> {
                Optional<byte[]> known = StoredImage.meta(connection, NODE_ID);
                UUID id = known.map(Bytes::uuid).orElseGet(dice::uuid);
                ImageTables.meta(connection, NODE_ID, Bytes.of(id));
                return id;
            });
            long boot = sqlite.write(connection -> {
                long next = StoredImage.meta(connection, BOOT)
                                .map(bytes -> ByteBuffer.wrap(bytes).getLong())
                                .orElse(0L)
                        + 1;
                ImageTables.meta(
                        connection,
                        BOOT,
                        ByteBuffer.allocate(Long.BYTES).putLong(next).array());
                return next;
            });
            Optional<SqliteJournal> journal = journalBytesMax.isPresent()
                    ? SqliteJournal.open(folder, journalBytesMax.getAsLong())
                    : Optional.empty();
            if (journal.isPresent()) {
                EarlierJournal.move(sqlite, journal.get());
            }
            boolean refused = journalBytesMax.isPresent() && journal.isEmpty();
            return new LocalStore(sqlite, new SnapshotFolder(folder), nodeId, boot, journal, refused);
        } catch (IOException | SQLException refused) {
            throw new StoreTrouble("the local store in " + folder + " cannot be used", refused);
        }
    }

    /** The same at every start on this folder. */
    public UUID nodeId() {
        return nodeId;
    }

    /** Which start of this folder it is, counted from 1: what the node numbers in this boot never meets what it numbered before. */
    public long boot() {
        return boot;
    }

    /** Where reports wait while PostgreSQL is away. */
    public LocalJournal journal() {
        return journal;
    }

    /**
     * A loaded image.
     *
     * @param writer of the image, which may be empty
     * @param durable to be told of every change from now on
     * @param cursor where the feed is to be followed from; empty when everything must be read from PostgreSQL
     */
    public record Loaded(ImageWriter writer, DurableImage durable, Optional<FeedCursor> cursor) {}

    /** Loads the stored image, once, before anybody asks it, as {@link #load(KeyOpener, Clock, Dice, ImageRoom)} with all room. */
    public Loaded load(KeyOpener opener, Clock clock, Dice dice) {
        return load(opener, clock, dice, ImageRoom.LARGEST);
    }

    /** Loads the stored image, once, before anybody asks it. One that does not verify is discarded. */
    public Loaded load(KeyOpener opener, Clock clock, Dice dice, ImageRoom room) {
        long begun = clock.monotonicNanos();
        ImageWriter writer = ImageWriter.create(clock, dice, room);
        Optional<FeedCursor> cursor = restore(writer, opener);
        if (cursor.isEmpty()) {
            writer = ImageWriter.create(clock, dice, room);
        } else {
            log.atInfo()
                    .addKeyValue("devices", writer.image().deviceCount())
                    .addKeyValue("seq", cursor.get().seq())
                    .addKeyValue("ms", (clock.monotonicNanos() - begun) / 1_000_000)
                    .log("the fleet image was loaded from the local store");
        }
        ImageStore store = new ImageStore(
                sqlite, folder, writer.image(), clock, cursor.orElse(BEFORE_ANY), cursor.isEmpty() ? 0 : changes());
        image = Optional.of(store);
        Sight last = lastSight(clock);
        writer.blindBefore(last.blindAt(clock.now()));
        sight = Optional.of(new SightKeeper(sqlite, writer.image(), clock, last));
        return new Loaded(writer, store, cursor);
    }

    /** What keeps for how long the node has been blind; to be started, and closed before this. After {@link #load}. */
    public SightKeeper sight() {
        return sight.orElseThrow(() -> new IllegalStateException("nothing was loaded yet"));
    }

    /** How many links were expected here when the node last ran; 0 when none were, or nobody counted. */
    public int linksBefore() {
        try {
            return sqlite.read(connection -> StoredImage.meta(connection, LINKS))
                    .map(bytes -> Math.max(0, ByteBuffer.wrap(bytes).getInt()))
                    .orElse(0);
        } catch (SQLException | BufferUnderflowException broken) {
            throw new StoreTrouble("the local store cannot be read", broken);
        }
    }

    /** Keeps the count of links from now on; to be closed before this. */
    public LinkCountKeeper keepLinkCount(IntSupplier links) {
        return new LinkCountKeeper(sqlite, links, linksBefore()).start();
    }

    // A store without it is new, or of a version that did not count.
    private Sight lastSight(Clock clock) {
        try {
            return sqlite.read(connection -> StoredImage.meta(connection, SIGHT))
                    .map(Sight::read)
                    .orElseGet(() -> Sight.unclouded(clock.now()));
        } catch (SQLException | BufferUnderflowException broken) {
            throw new StoreTrouble("the local store cannot be read", broken);
        }
    }

    private Optional<FeedCursor> restore(ImageWriter writer, KeyOpener opener) {
        try {
            return sqlite.read(connection -> {
                try {
                    return StoredImage.restore(connection, folder.path(), writer, opener);
                } catch (IOException | IllegalArgumentException | BufferUnderflowException broken) {
                    discard(connection, broken);
                    return Optional.empty();
                }
            });
        } catch (SQLException broken) {
            throw new StoreTrouble("the local store cannot be read", broken);
        }
    }

    private void discard(Connection connection, Exception why) throws SQLException {
        ImageTables.forget(connection);
        folder.forget();
        log.atError()
                .addKeyValue("why", why.getMessage())
                .log("the stored image does not verify; it is discarded and read from the database");
    }

    private long changes() {
        try {
            return sqlite.read(connection -> {
                try (var statement = connection.createStatement();
                        var row = statement.executeQuery("select count(*) from change")) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            });
        } catch (SQLException broken) {
            throw new StoreTrouble("the local store cannot be read", broken);
        }
    }

    /** Where what an operator wished of this node is kept. */
    public NodeValveStore nodeValves() {
        return new StoredNodeValves(sqlite);
    }

    /** Images of histories that the database lost. */
    public Salvages salvages(Clock clock, Dice dice) {
        return new StoredSalvages(folder, clock, dice);
    }

    /** Whether a write of the image failed: the node serves on, without its store. An alarm. */
    public boolean imageFailed() {
        return image.map(ImageStore::failed).orElse(false);
    }

    /** How the journal is; one that was never made has failed. */
    public JournalState journalState() {
        return new JournalState(
                journalFailed(),
                Stream.of(JournalLane.values()).mapToLong(this::journalReports).sum());
    }

    /** Whether a write of the journal failed, or there was no room to make it: it takes nothing. An alarm. */
    public boolean journalFailed() {
        return journalRefused || journalFile.map(SqliteJournal::failed).orElse(false);
    }

    /** What the reports in the journal take, in bytes; more than nothing for long only while the database is away. */
    public long journalBytes() {
        return journalFile.map(SqliteJournal::bytes).orElse(0L);
    }

    /** What they may take: beyond it reports are refused. 0 without a journal. */
    public long journalBytesMax() {
        return journalFile.map(SqliteJournal::bytesMax).orElse(0L);
    }

    /** How many reports of a lane wait in the journal. */
    public long journalReports(JournalLane lane) {
        return journalFile.map(file -> file.rows(lane)).orElse(0L);
    }

    /** Folds the changes into a snapshot and closes the file, after applier and intake have stopped. */
    @Override
    public void close() {
        image.ifPresent(ImageStore::finish);
        journalFile.ifPresent(SqliteJournal::close);
        sqlite.close();
    }
}
