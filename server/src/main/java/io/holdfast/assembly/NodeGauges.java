package io.holdfast.assembly;

import io.holdfast.edge.feed.FeedCounters;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.IntakeCounters;
import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LaneName;
import io.holdfast.edge.store.LocalStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** What an operator watches of a node, read when it is asked for. */
final class NodeGauges {
    private NodeGauges() {}

    static void publish(MeterRegistry registry, NodeImage node, LocalStore store, IntakeCounters intake) {
        ofImage(registry, node.image());
        ofFeed(registry, node.counters());
        ofIntake(registry, intake);
        ofJournal(registry, store);
        Gauge.builder("holdfast_local_store_failed", store, it -> it.imageFailed() ? 1 : 0)
                .description("1 when a write of the image to the node's disk failed: it would start from the database")
                .register(registry);
        Gauge.builder("holdfast_journal_failed", store, it -> it.journalFailed() ? 1 : 0)
                .description("1 when the disk refused the journal: reports are refused while the database is away")
                .register(registry);
    }

    private static void ofJournal(MeterRegistry registry, LocalStore store) {
        Gauge.builder("holdfast_journal_bytes", store, LocalStore::journalBytes)
                .description("What reports in the journal take; falls to 0 soon after the database is back")
                .register(registry);
        Gauge.builder("holdfast_journal_bytes_max", store, LocalStore::journalBytesMax)
                .description("What they may take; 0 when there is no journal")
                .register(registry);
        for (JournalLane lane : JournalLane.values()) {
            Gauge.builder("holdfast_journal_reports", store, it -> it.journalReports(lane))
                    .description("Acknowledged reports that wait for the database")
                    .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private static void ofImage(MeterRegistry registry, FleetImage image) {
        Gauge.builder("holdfast_image_devices", image, FleetImage::deviceCount)
                .description("Device records in memory")
                .register(registry);
        Gauge.builder("holdfast_image_bytes", image, FleetImage::bytes)
                .description("Heap of the fleet image")
                .register(registry);
        Gauge.builder("holdfast_image_seq", image, FleetImage::appliedSeq)
                .description("Feed number that the image has reached")
                .register(registry);
        Gauge.builder(
                        "holdfast_image_age_seconds",
                        image,
                        it -> it.sinceLook()
                                .map(Duration::toMillis)
                                .map(millis -> millis / 1000.0)
                                .orElse(Double.NaN))
                .description("Since the feed was last read; above 2 the node is blind and refuses nobody")
                .register(registry);
        Gauge.builder("holdfast_image_fresh", image, it -> it.fresh() ? 1 : 0)
                .description("1 when the image may say no")
                .register(registry);
    }

    private static void ofFeed(MeterRegistry registry, FeedCounters feed) {
        counter(registry, "holdfast_feed_rows", "Commit log rows applied", feed, FeedCounters::rowsApplied);
        counter(registry, "holdfast_feed_reloads", "Times everything was read anew", feed, FeedCounters::reloads);
        counter(
                registry,
                "holdfast_feed_disconnects",
                "Times the feed's connection broke",
                feed,
                FeedCounters::disconnects);
        counter(
                registry,
                "holdfast_feed_unreadable_rows",
                "Rows that cannot be read; their devices are answered 503",
                feed,
                FeedCounters::unreadableRows);
    }

    private static void ofIntake(MeterRegistry registry, IntakeCounters intake) {
        for (LaneName lane : LaneName.values()) {
            for (IntakeCounters.Count count : IntakeCounters.Count.values()) {
                FunctionCounter.builder("holdfast_intake", intake, it -> it.count(lane, count))
                        .description("Reports taken in, by lane and what became of them")
                        .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                        .tag("count", count.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
        }
    }

    private static <T> void counter(
            MeterRegistry registry,
            String name,
            String description,
            T of,
            java.util.function.ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).description(description).register(registry);
    }
}
