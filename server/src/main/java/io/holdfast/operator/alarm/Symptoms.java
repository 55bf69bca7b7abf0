package io.holdfast.operator.alarm;

import static io.holdfast.operator.figure.Names.CONNECTIONS;
import static io.holdfast.operator.figure.Names.CONNECTIONS_MAX;
import static io.holdfast.operator.figure.Names.CONTROL_WAITING;
import static io.holdfast.operator.figure.Names.DATABASE_SILENT;
import static io.holdfast.operator.figure.Names.DISK_FREE;
import static io.holdfast.operator.figure.Names.DISK_SHARE;
import static io.holdfast.operator.figure.Names.FEED_BEHIND;
import static io.holdfast.operator.figure.Names.FILES_SHARE;
import static io.holdfast.operator.figure.Names.HEAP_SHARE;
import static io.holdfast.operator.figure.Names.IMAGE_AGE;
import static io.holdfast.operator.figure.Names.JOURNAL_BYTES;
import static io.holdfast.operator.figure.Names.JOURNAL_BYTES_MAX;
import static io.holdfast.operator.figure.Names.JOURNAL_FAILED;
import static io.holdfast.operator.figure.Names.JOURNAL_REPORTS;
import static io.holdfast.operator.figure.Names.LINKS;
import static io.holdfast.operator.figure.Names.LINKS_CLOSED;
import static io.holdfast.operator.figure.Names.LOOP_BUSY;
import static io.holdfast.operator.figure.Names.LOOP_LAG;
import static io.holdfast.operator.figure.Names.SEQUENTIAL_SCANS;

import io.holdfast.operator.figure.FigureBoard;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The alarms that a node is delivered with: what devices and people feel first, and the rooms that run out. */
public final class Symptoms {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final double GIB = 1L << 30;

    /** Of a disk, what is left when somebody must look: PostgreSQL stops for want of room before the last byte. */
    private static final double DISK_LEFT_MIN = 0.05;

    private static final double BEHIND_ROWS = 1_000;
    private static final int SCANS_A_MINUTE = 10;

    private Symptoms() {}

    /** All of them. */
    public static List<AlarmRule> all() {
        return List.of(
                new AlarmRule(
                        "connect-errors",
                        Failures::links,
                        0.10,
                        SHORT,
                        0.05,
                        MINUTE,
                        share -> percent(share) + " of devices' attempts to link failed."),
                errors("poll-errors", "polls", List.of("next")),
                errors("authentication-errors", "requests to authenticate", List.of("authentication")),
                errors("report-errors", "devices' reports", List.of("status", "log", "inventory", "configuration")),
                new AlarmRule(
                        "presence-churn",
                        board -> churn(board),
                        0.20,
                        SHORT,
                        0.10,
                        MINUTE,
                        share -> percent(share) + " of the links ended within the last minute."),
                new AlarmRule(
                        "journal-in-use",
                        board -> Windows.last(board, JOURNAL_REPORTS),
                        1,
                        SHORT,
                        1,
                        Duration.ofSeconds(30),
                        reports -> whole(reports) + " acknowledged reports wait in the journal for the database."),
                new AlarmRule(
                        "journal-full",
                        Symptoms::journalUse,
                        0.90,
                        SHORT,
                        0.80,
                        SHORT,
                        share -> share > 1
                                ? "The journal failed: without the database reports are refused."
                                : percent(share) + " of the journal is in use: when it is full, reports are refused."),
                // Rule 8: above 2 s the node refuses nobody; for longer than a failover's first seconds somebody should
                // know.
                new AlarmRule(
                        "image-blind",
                        board -> Windows.last(board, IMAGE_AGE),
                        2,
                        Duration.ofSeconds(5),
                        1,
                        Duration.ofSeconds(5),
                        seconds -> "The feed was last read " + whole(seconds)
                                + " s ago: known devices are served from memory, and nobody is refused."),
                new AlarmRule(
                        "image-behind",
                        board -> Windows.last(board, FEED_BEHIND),
                        BEHIND_ROWS,
                        SHORT,
                        BEHIND_ROWS / 10,
                        SHORT,
                        rows -> "The image is " + whole(rows) + " changes behind the database."),
                new AlarmRule(
                        "database-silent",
                        board -> Windows.last(board, DATABASE_SILENT),
                        15,
                        AT_ONCE,
                        8,
                        AT_ONCE,
                        seconds -> "The database has not answered the operator plane for " + whole(seconds) + " s."),
                new AlarmRule(
                        "control-pool-exhausted",
                        board -> Windows.shareAtLeast(board, CONTROL_WAITING, SHORT, 1),
                        0.5,
                        AT_ONCE,
                        0.1,
                        MINUTE,
                        share -> "People and programs waited for a database connection in " + percent(share)
                                + " of the last 10 s; GET /statements shows who holds them."),
                new AlarmRule(
                        "sequential-scan",
                        board -> Windows.last(board, SEQUENTIAL_SCANS),
                        SCANS_A_MINUTE,
                        AT_ONCE,
                        1,
                        Duration.ofMinutes(2),
                        scans -> whole(scans)
                                + " scans of a whole table of more than 10,000 rows in the last minute: an index is missing or not used."),
                new AlarmRule(
                        "event-loop-lag",
                        board -> Windows.shareAtLeast(board, LOOP_LAG, SHORT, 200),
                        0.5,
                        AT_ONCE,
                        0.1,
                        Duration.ofSeconds(30),
                        share -> "An event loop ran 200 ms late or more in " + percent(share) + " of the last 10 s."),
                new AlarmRule(
                        "heap",
                        board -> Windows.last(board, HEAP_SHARE),
                        0.85,
                        SHORT,
                        0.75,
                        SHORT,
                        share -> percent(share) + " of the heap is in use after a collection."),
                new AlarmRule(
                        "files",
                        board -> Windows.last(board, FILES_SHARE),
                        0.85,
                        SHORT,
                        0.75,
                        SHORT,
                        share -> percent(share) + " of the files that this process may open are open."),
                new AlarmRule(
                        "disk-room",
                        Symptoms::diskShortage,
                        1,
                        SHORT,
                        0.8,
                        SHORT,
                        shortage -> "The data directory's disk has less than 1 GiB, or 5 %, left."),
                new AlarmRule(
                        "connections",
                        board -> ratio(board, CONNECTIONS, CONNECTIONS_MAX),
                        0.90,
                        SHORT,
                        0.80,
                        SHORT,
                        share -> percent(share) + " of the places for connections are taken."),
                new AlarmRule(
                        "headroom",
                        board -> Windows.mean(board, LOOP_BUSY, MINUTE),
                        0.70,
                        SHORT,
                        0.60,
                        MINUTE,
                        share -> "The busiest event loop was busy for " + percent(share)
                                + " of the last minute; at 100 % this node sheds load."));
    }

    private static AlarmRule errors(String name, String calls, List<String> routes) {
        return new AlarmRule(
                name,
                board -> Failures.ours(board, routes),
                0.02,
                SHORT,
                0.01,
                MINUTE,
                share -> percent(share) + " of " + calls + " were answered 5xx.");
    }

    /** The share of the journal that is taken; twice a whole when it takes nothing any more. */
    private static OptionalDouble journalUse(FigureBoard board) {
        OptionalDouble failed = Windows.last(board, JOURNAL_FAILED);
        return failed.orElse(0) > 0 ? OptionalDouble.of(2) : ratio(board, JOURNAL_BYTES, JOURNAL_BYTES_MAX);
    }

    /** Of the links that there were, the share that ended in a minute; a handful of links tells nothing. */
    private static OptionalDouble churn(FigureBoard board) {
        OptionalDouble closed = Windows.mean(board, LINKS_CLOSED, MINUTE);
        OptionalDouble open = Windows.mean(board, LINKS, MINUTE);
        if (closed.isEmpty() || open.isEmpty()) {
            return OptionalDouble.empty();
        }
        double ended = closed.getAsDouble() * MINUTE.toSeconds();
        return OptionalDouble.of(ended < 20 ? 0 : ended / Math.max(1, open.getAsDouble()));
    }

    /** 1 when one of the bounds is reached. */
    private static OptionalDouble diskShortage(FigureBoard board) {
        OptionalDouble free = Windows.last(board, DISK_FREE);
        OptionalDouble share = Windows.last(board, DISK_SHARE);
        return free.isEmpty() || share.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(
                        GIB / Math.max(1, free.getAsDouble()), DISK_LEFT_MIN / Math.max(1e-6, share.getAsDouble())));
    }

    private static OptionalDouble ratio(FigureBoard board, String part, String whole) {
        OptionalDouble dividend = Windows.last(board, part);
        OptionalDouble divisor = Windows.last(board, whole);
        return dividend.isEmpty() || divisor.isEmpty() || divisor.getAsDouble() == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    private static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }
}
