package io.holdfast.assembly;

import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.Door;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.Intake;
import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LaneName;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.operator.database.DatabaseWatch;
import io.holdfast.operator.figure.Figure;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.FigureSource;
import io.holdfast.operator.figure.Names;
import io.holdfast.platform.database.PoolUse;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What is measured of a node's parts. */
final class NodeFigures {
    private static final double MILLIS = 1_000;

    private NodeFigures() {}

    static void ofDoor(FigureBoard board, Door door, Admission admission) {
        count(board, Names.CONNECTIONS, "Connections", FigureSource.of(door::open));
        count(board, Names.CONNECTIONS_MAX, "Connections, most", FigureSource.of(door::max));
        count(board, Names.HANDSHAKES, "Handshakes under way", FigureSource.of(door::handshakes));
        count(board, Names.REQUESTS_IN_PROGRESS, "Device requests in progress", FigureSource.of(admission::inProgress));
    }

    static void ofLinks(FigureBoard board, Gateway gateway) {
        count(
                board,
                Names.LINKS,
                "Live links",
                FigureSource.of(() -> gateway.links().count()));
        LinkCounters counters = gateway.linkCounters();
        board.add(
                new Figure(Names.LINKS_OPENED, "Links opened", Figure.Unit.PER_SECOND),
                FigureSource.rate(() -> counters.of(LinkCounters.Count.OPENED)));
        board.add(
                new Figure(Names.LINKS_CLOSED, "Links ended", Figure.Unit.PER_SECOND),
                FigureSource.rate(counters::closed));
    }

    static void ofIntake(FigureBoard board, Intake intake, LocalStore store) {
        for (LaneName lane : LaneName.values()) {
            count(
                    board,
                    Names.lane(lane.label()),
                    "Waiting, " + lane.label(),
                    FigureSource.of(() -> intake.waiting(lane)));
        }
        count(
                board,
                Names.JOURNAL_REPORTS,
                "Reports in the journal",
                FigureSource.of(() -> Stream.of(JournalLane.values())
                        .mapToLong(store::journalReports)
                        .sum()));
        count(board, Names.JOURNAL_FAILED, "Journal failed", FigureSource.of(() -> store.journalFailed() ? 1 : 0));
        board.add(
                new Figure(Names.JOURNAL_BYTES, "Journal, used", Figure.Unit.BYTES),
                FigureSource.of(store::journalBytes));
        board.add(
                new Figure(Names.JOURNAL_BYTES_MAX, "Journal, most", Figure.Unit.BYTES),
                FigureSource.of(store::journalBytesMax));
    }

    static void ofPools(FigureBoard board, DatabasePlane database) {
        pool(board, Names.CONTROL_ACTIVE, "Control pool, in use", database::controlUse, PoolUse::active);
        pool(board, Names.CONTROL_WAITING, "Control pool, waiting", database::controlUse, PoolUse::waiting);
        pool(board, Names.CONTROL_MAX, "Control pool, most", database::controlUse, PoolUse::max);
        pool(board, Names.OPERATOR_ACTIVE, "Operator pool, in use", database::operatorUse, PoolUse::active);
    }

    private static void pool(
            FigureBoard board,
            String name,
            String label,
            Supplier<Optional<PoolUse>> use,
            ToIntFunction<PoolUse> what) {
        count(
                board,
                name,
                label,
                () -> use.get()
                        .map(it -> OptionalDouble.of(what.applyAsInt(it)))
                        .orElseGet(OptionalDouble::empty));
    }

    static void ofImage(FigureBoard board, FleetImage image) {
        board.add(
                new Figure(Names.IMAGE_AGE, "Since the feed was read", Figure.Unit.SECONDS),
                // Restarts included: a node that came up without its database is blind, too.
                FigureSource.of(() -> image.blindFor().toMillis() / MILLIS));
        count(board, Names.IMAGE_SEQ, "Feed position", FigureSource.of(image::appliedSeq));
        count(board, Names.IMAGE_DEVICES, "Devices in the image", FigureSource.of(image::deviceCount));
    }

    static void ofDatabase(FigureBoard board, DatabaseWatch watch, FleetImage image) {
        count(board, Names.FEED_HEAD, "Feed head in the database", watch::feedHead);
        count(board, Names.FEED_BEHIND, "Changes not yet applied", () -> behind(watch.feedHead(), image));
        count(board, Names.BLOCKED, "Blocked sessions", watch::blocked);
        count(board, Names.SEQUENTIAL_SCANS, "Whole-table scans a minute", watch::sequentialScans);
        board.add(
                new Figure(Names.DATABASE_SILENT, "Since the database answered", Figure.Unit.SECONDS),
                FigureSource.of(() -> watch.silence().toMillis() / MILLIS));
    }

    private static OptionalDouble behind(OptionalDouble head, FleetImage image) {
        return head.isEmpty() ? head : OptionalDouble.of(Math.max(0, head.getAsDouble() - image.appliedSeq()));
    }

    private static void count(FigureBoard board, String name, String label, FigureSource source) {
        board.add(new Figure(name, label, Figure.Unit.COUNT), source);
    }
}
