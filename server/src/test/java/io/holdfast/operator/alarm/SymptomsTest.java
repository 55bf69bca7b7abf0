package io.holdfast.operator.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.operator.figure.Figure;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Names;
import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SymptomsTest {
    private static final double GIB = 1L << 30;

    /** A node on a good day. */
    private static final Map<String, Double> WELL = new TreeMap<>(Map.ofEntries(
            Map.entry(Names.rate("connect"), 50.0),
            Map.entry(Names.errors("connect"), 0.0),
            Map.entry(Names.refusals("connect"), 1.0),
            Map.entry(Names.rate("next"), 3_000.0),
            Map.entry(Names.errors("next"), 1.0),
            Map.entry(Names.rate("authentication"), 100.0),
            Map.entry(Names.errors("authentication"), 0.0),
            Map.entry(Names.rate("status"), 100.0),
            Map.entry(Names.errors("status"), 0.0),
            Map.entry(Names.rate("log"), 1.0),
            Map.entry(Names.errors("log"), 0.0),
            Map.entry(Names.rate("inventory"), 300.0),
            Map.entry(Names.errors("inventory"), 0.0),
            Map.entry(Names.rate("configuration"), 10.0),
            Map.entry(Names.errors("configuration"), 0.0),
            Map.entry(Names.JOURNAL_BYTES, 1e6),
            Map.entry(Names.JOURNAL_BYTES_MAX, 1e9),
            Map.entry(Names.JOURNAL_FAILED, 0.0),
            Map.entry(Names.LINKS, 18_000.0),
            Map.entry(Names.LINKS_CLOSED, 5.0),
            Map.entry(Names.JOURNAL_REPORTS, 0.0),
            Map.entry(Names.IMAGE_AGE, 0.2),
            Map.entry(Names.FEED_BEHIND, 3.0),
            Map.entry(Names.DATABASE_SILENT, 4.0),
            Map.entry(Names.CONTROL_WAITING, 0.0),
            Map.entry(Names.SEQUENTIAL_SCANS, 0.0),
            Map.entry(Names.LOOP_LAG, 3.0),
            Map.entry(Names.HEAP_SHARE, 0.4),
            Map.entry(Names.FILES_SHARE, 0.5),
            Map.entry(Names.DISK_FREE, 80 * GIB),
            Map.entry(Names.DISK_SHARE, 0.5),
            Map.entry(Names.CONNECTIONS, 18_000.0),
            Map.entry(Names.CONNECTIONS_MAX, 40_000.0),
            Map.entry(Names.LOOP_BUSY, 0.3)));

    private record Case(String alarm, Map<String, Double> figures, int withinSeconds) {
        @Override
        public String toString() {
            return alarm + " " + figures;
        }
    }

    /** Each alarm with what it is there for; failure 42 wants the symptom told within a minute. */
    static List<Case> cases() {
        return List.of(
                new Case("connect-errors", Map.of(Names.errors("connect"), 20.0), 60),
                new Case("connect-errors", Map.of(Names.refusals("connect"), 40.0), 60),
                new Case("poll-errors", Map.of(Names.errors("next"), 300.0), 60),
                new Case("authentication-errors", Map.of(Names.errors("authentication"), 10.0), 60),
                new Case("report-errors", Map.of(Names.errors("inventory"), 40.0), 60),
                new Case("journal-full", Map.of(Names.JOURNAL_BYTES, 9.5e8), 12),
                new Case("journal-full", Map.of(Names.JOURNAL_FAILED, 1.0), 12),
                new Case("presence-churn", Map.of(Names.LINKS_CLOSED, 150.0), 60),
                new Case("journal-in-use", Map.of(Names.JOURNAL_REPORTS, 1.0), 12),
                new Case("image-blind", Map.of(Names.IMAGE_AGE, 3.0), 7),
                new Case("image-behind", Map.of(Names.FEED_BEHIND, 5_000.0), 12),
                new Case("database-silent", Map.of(Names.DATABASE_SILENT, 15.5), 2),
                new Case("control-pool-exhausted", Map.of(Names.CONTROL_WAITING, 4.0), 12),
                new Case("sequential-scan", Map.of(Names.SEQUENTIAL_SCANS, 600.0), 2),
                new Case("event-loop-lag", Map.of(Names.LOOP_LAG, 400.0), 12),
                new Case("heap", Map.of(Names.HEAP_SHARE, 0.9), 12),
                new Case("files", Map.of(Names.FILES_SHARE, 0.9), 12),
                new Case("disk-room", Map.of(Names.DISK_FREE, GIB / 2), 12),
                new Case("disk-room", Map.of(Names.DISK_SHARE, 0.03), 12),
                new Case("connections", Map.of(Names.CONNECTIONS, 39_000.0), 12),
                new Case("headroom", Map.of(Names.LOOP_BUSY, 0.95), 60));
    }

    private final ManualClock clock = new ManualClock();
    private final FigureBoard board = new FigureBoard(clock);
    private final Map<String, Double> now = new HashMap<>(WELL);
    private final Alarms alarms = new Alarms(board, clock, Symptoms.all(), new Alarms.Listener() {
        @Override
        public void raised(Alarm alarm) {}

        @Override
        public void cleared(Alarm alarm) {}
    });

    @BeforeEach
    void measure() {
        WELL.keySet()
                .forEach(name -> board.add(
                        new Figure(name, name, Figure.Unit.COUNT),
                        () -> now.containsKey(name) ? OptionalDouble.of(now.get(name)) : OptionalDouble.empty()));
        pass(120);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void each_symptom_is_told_in_time_alone_and_ends_when_it_is_over(Case symptom) {
        assertThat(alarms.present()).isEmpty();

        now.putAll(symptom.figures());
        pass(symptom.withinSeconds());
        assertThat(alarms.present()).extracting(Alarm::name).containsExactly(symptom.alarm());
        assertThat(alarms.present().getFirst().sentence()).endsWith(".");

        now.putAll(WELL);
        pass(200);
        assertThat(alarms.present()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_second_of_a_symptom_alarms_nobody(Case symptom) {
        // The database's silence is a symptom of fifteen seconds already, and scans are counted over a minute.
        Set<String> alreadyLong = Set.of("database-silent", "sequential-scan");
        now.putAll(symptom.figures());
        pass(1);
        now.putAll(WELL);
        pass(5);
        assertThat(alarms.present())
                .extracting(Alarm::name)
                .filteredOn(name -> !alreadyLong.contains(name))
                .isEmpty();
    }

    @Test
    void a_quiet_node_alarms_nobody_by_the_share_of_next_to_nothing() {
        now.put(Names.rate("connect"), 0.02);
        now.put(Names.errors("connect"), 0.02);
        now.put(Names.refusals("connect"), 0.02);
        now.put(Names.rate("next"), 0.02);
        now.put(Names.errors("next"), 0.02);
        now.put(Names.LINKS, 3.0);
        now.put(Names.LINKS_CLOSED, 0.1);
        // What was before is forgotten: it was a busy fleet's.
        clock.advance(Duration.ofMinutes(20));
        pass(700);
        assertThat(alarms.present()).isEmpty();
    }

    @Test
    void a_small_fleet_whose_every_poll_fails_is_told() {
        now.put(Names.rate("next"), 0.1);
        now.put(Names.errors("next"), 0.0);
        pass(700);
        now.put(Names.errors("next"), 0.1);
        pass(120);
        assertThat(alarms.present()).extracting(Alarm::name).containsExactly("poll-errors");
    }

    @Test
    void one_call_that_failed_of_a_few_is_no_alarm() {
        now.put(Names.rate("next"), 0.5);
        now.put(Names.errors("next"), 1 / 60.0);
        pass(120);
        assertThat(alarms.present()).isEmpty();
    }

    @Test
    void two_devices_that_will_never_link_alarm_nobody_and_end_what_was_raised() {
        now.put(Names.refusals("connect"), 40.0);
        pass(60);
        assertThat(alarms.present()).extracting(Alarm::name).containsExactly("connect-errors");

        now.put(Names.rate("connect"), 0.4);
        now.put(Names.refusals("connect"), 0.4);
        pass(200);
        assertThat(alarms.present()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_single_sample_after_the_start_or_after_a_gap_alarms_nobody(Case symptom) {
        Set<String> alreadyLong = Set.of("database-silent", "sequential-scan");
        clock.advance(Duration.ofMinutes(20));
        now.putAll(symptom.figures());
        pass(1);
        assertThat(alarms.present())
                .extracting(Alarm::name)
                .filteredOn(name -> !alreadyLong.contains(name))
                .isEmpty();
    }

    @Test
    void every_alarm_has_its_case() {
        assertThat(new TreeSet<>(alarms.names()))
                .isEqualTo(new TreeSet<>(cases().stream().map(Case::alarm).toList()));
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            board.sample();
            alarms.judge();
        }
    }
}
