package io.holdfast.operator.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private final ManualClock clock = new ManualClock();
    private final List<String> heard = new ArrayList<>();
    private OptionalDouble measured = OptionalDouble.of(0);
    private final Alarms alarms = new Alarms(
            new FigureBoard(clock),
            clock,
            List.of(new AlarmRule(
                    "fever",
                    board -> measured,
                    40,
                    Duration.ofSeconds(10),
                    38,
                    Duration.ofSeconds(5),
                    degrees -> degrees + " degrees")),
            new Alarms.Listener() {
                @Override
                public void raised(Alarm alarm) {
                    heard.add("raised");
                }

                @Override
                public void cleared(Alarm alarm) {
                    heard.add("cleared");
                }
            });

    @Test
    void a_symptom_that_lasts_is_an_alarm_since_it_began_and_a_moment_of_it_is_none() {
        stays(41, 9);
        stays(39, 1);
        stays(41, 9);
        assertThat(alarms.present()).isEmpty();

        stays(41, 2);
        assertThat(alarms.present()).singleElement().satisfies(alarm -> {
            assertThat(alarm.name()).isEqualTo("fever");
            assertThat(alarm.sentence()).isEqualTo("41.0 degrees");
            assertThat(Duration.between(alarm.since(), clock.now())).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void between_its_two_bounds_an_alarm_stays_and_below_both_for_long_enough_it_ends() {
        stays(41, 11);
        stays(39, 60);
        assertThat(alarms.present("fever")).map(Alarm::sentence).hasValue("39.0 degrees");
        stays(37, 5);
        assertThat(alarms.present()).isNotEmpty();
        stays(37, 1);

        assertThat(alarms.present()).isEmpty();
        assertThat(heard).containsExactly("raised", "cleared");
    }

    @Test
    void while_nothing_is_known_nothing_changes() {
        stays(41, 11);
        measured = OptionalDouble.empty();
        for (int i = 0; i < 100; i++) {
            step();
        }
        assertThat(alarms.present()).isNotEmpty();
    }

    @Test
    void a_symptom_is_not_taken_to_have_lasted_over_a_time_of_which_nothing_is_known() {
        stays(41, 9);
        measured = OptionalDouble.empty();
        step();
        stays(41, 5);
        assertThat(alarms.present()).isEmpty();

        stays(41, 3);
        clock.advance(Duration.ofMinutes(1)); // the process stood still
        stays(41, 1);
        assertThat(alarms.present()).isEmpty();
        stays(41, 10);
        assertThat(alarms.present()).isNotEmpty();
    }

    @Test
    void a_rule_that_raises_and_clears_at_one_measure_is_refused() {
        assertThatThrownBy(
                        () -> new AlarmRule("both", board -> measured, 1, Duration.ZERO, 2, Duration.ZERO, value -> ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void stays(double value, int seconds) {
        measured = OptionalDouble.of(value);
        for (int i = 0; i < seconds; i++) {
            step();
        }
    }

    private void step() {
        clock.advance(Duration.ofSeconds(1));
        alarms.judge();
    }
}
