package io.holdfast.edge.check;

import io.holdfast.edge.feed.FeedCounters;
import io.holdfast.edge.feed.ImageCheck;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.ReportNumbers;
import io.holdfast.edge.store.JournalState;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Whether what this node left behind at its last stop, or crash, is what it finds. */
public final class NodeExamination implements Examination {
    private final Parts parts;

    /**
     * What is examined.
     *
     * @param ownDatabase whether the PostgreSQL is the server's own, made with checksums
     * @param seqAtStart the feed number up to which the local store knew the fleet; empty when it knew none
     * @param counters of the node's own feed reader
     */
    public record Parts(
            ConnectionSource database,
            boolean ownDatabase,
            LocalStore store,
            FleetImage image,
            OptionalLong seqAtStart,
            FeedCounters counters,
            ImageCheck imageCheck) {}

    public NodeExamination(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Optional<String> waitsFor() {
        return parts.image().fresh() ? Optional.empty() : Optional.of("the feed was not read to its end yet");
    }

    @Override
    public List<Finding> findings() {
        try (Connection connection = parts.database().connection()) {
            return List.of(checksums(connection), feed(), reports(connection), journal(), image(connection));
        } catch (SQLException away) {
            throw new DatabaseException(away);
        }
    }

    private static final String CHECKSUMS = """
            show data_checksums
            """;

    private Finding checksums(Connection connection) {
        boolean on = Query.on(connection, CHECKSUMS)
                .first(row -> row.getString(1))
                .filter("on"::equals)
                .isPresent();
        if (on) {
            return new Finding.Good("checksums", "on");
        }
        // An operator's own cluster may have reasons; ours was made with them.
        return parts.ownDatabase()
                ? new Finding.Bad("checksums", "off: the server's own PostgreSQL was made by somebody else")
                : new Finding.Remark("checksums", "off: pages that the disk damages are noticed late or never");
    }

    private Finding feed() {
        long now = parts.image().appliedSeq();
        if (parts.counters().otherHistories() > 0) {
            return new Finding.Bad(
                    "feed",
                    "the database does not have what this node had read up to number "
                            + parts.seqAtStart().orElse(0) + ": it was restored or failed over; it is at " + now);
        }
        return new Finding.Good(
                "feed",
                parts.seqAtStart().isPresent()
                        ? "from " + parts.seqAtStart().getAsLong() + " to " + now
                        : "read to " + now);
    }

    private static final String REPORTS = """
            select report_high_water from node where node_id = ?
            """;

    /** Report numbers begin with the boot's: one of a later boot than the store knows of means that the store was put back. */
    private Finding reports(Connection connection) {
        UUID node = parts.store().nodeId();
        long highest = Query.on(connection, REPORTS)
                .with(node)
                .first(row -> row.getLong("report_high_water"))
                .orElse(0L);
        long boot = parts.store().boot();
        return ReportNumbers.bootOf(highest) > boot
                ? new Finding.Bad(
                        "reports",
                        "the database has report " + highest + " of this node's start " + ReportNumbers.bootOf(highest)
                                + ", and this is its start " + boot + ": the node folder is an old copy")
                : new Finding.Good("reports", "acknowledged up to " + highest);
    }

    private Finding journal() {
        if (parts.store().imageFailed()) {
            return new Finding.Bad("journal", "a write of the image to the local store failed");
        }
        JournalState journal = parts.store().journalState();
        return journal.failed()
                ? new Finding.Bad("journal", "a write failed; it takes nothing more")
                : new Finding.Good("journal", journal.waiting() + " reports wait");
    }

    private Finding image(Connection connection) throws SQLException {
        ImageCheck.Outcome outcome = parts.imageCheck().run(connection);
        return outcome.differences().isEmpty()
                ? new Finding.Good("image", outcome.compared() + " devices agree with the database")
                : new Finding.Bad(
                        "image",
                        "differs from the database: " + outcome.differences().getFirst());
    }
}
