package io.holdfast.operator.overview;

import io.holdfast.operator.database.DatabaseSight;
import io.holdfast.operator.figure.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node at a glance.
 *
 * @param sentence whether it is well
 * @param figuresAge since the last sample; empty before the first
 * @param amiss what is not well, the first that began first
 * @param groups figures under their headings, in order
 * @param routes those that hurt most first
 * @param database what was last seen of the database; empty when nothing ever was
 */
public record Overview(
        Instant at,
        boolean well,
        String sentence,
        Optional<Duration> figuresAge,
        List<Amiss> amiss,
        Map<Heading, List<Reading>> groups,
        List<RouteLine> routes,
        List<Causes.Top> causes,
        Optional<Seen> database,
        ThreadTimes.Look threads) {

    /** Something that is not as it should be. */
    public record Amiss(String name, String sentence, Instant since, Map<String, Long> counts) {}

    /** The database and how long ago it was looked at. */
    public record Seen(DatabaseSight sight, Duration age) {
        /** Whether it is too old to be believed. */
        public boolean stale() {
            return age.compareTo(Reading.STALE_AFTER) > 0;
        }
    }

    /** What figures are about. */
    public enum Heading {
        LOAD("Load"),
        TRAFFIC("Connections and links"),
        MEMORY("Memory"),
        ROOM("Room"),
        QUEUES("Queues and pools"),
        IMAGE("Fleet image"),
        DATABASE("Database");

        private final String title;

        Heading(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }
}
