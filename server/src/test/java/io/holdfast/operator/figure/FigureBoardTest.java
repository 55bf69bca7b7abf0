package io.holdfast.operator.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class FigureBoardTest {
    private final ManualClock clock = new ManualClock();
    private final FigureBoard board = new FigureBoard(clock);
    private OptionalDouble value = OptionalDouble.of(0);

    @Test
    void a_figure_carries_the_time_since_it_was_read_and_is_stale_after_half_a_minute() {
        add("links");
        sampleAfter(0, 7);
        clock.advance(Duration.ofSeconds(30));
        assertThat(reading().value()).isEqualTo(7);
        assertThat(reading().age()).isEqualTo(Duration.ofSeconds(30));
        assertThat(reading().stale()).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(reading().stale()).isTrue();
        assertThat(board.sinceSample()).hasValue(Duration.ofMillis(30_001));
    }

    @Test
    void what_cannot_be_read_stays_as_it_was_and_grows_old_beside_others_that_are_read() {
        add("links");
        board.add(new Figure("other", "other", Figure.Unit.COUNT), () -> OptionalDouble.of(1));
        board.add(new Figure("broken", "broken", Figure.Unit.COUNT), () -> {
            throw new IllegalStateException("no such thing");
        });
        sampleAfter(0, 7);
        value = OptionalDouble.empty();
        sample(Duration.ofSeconds(40));

        assertThat(reading().value()).isEqualTo(7);
        assertThat(reading().stale()).isTrue();
        assertThat(board.reading("other").orElseThrow().age()).isZero();
        assertThat(board.reading("broken")).isEmpty();
    }

    @Test
    void a_window_is_what_was_read_in_it_oldest_first() {
        add("links");
        for (int i = 1; i <= 5; i++) {
            sampleAfter(1, i);
        }
        assertThat(board.window("links", Duration.ofSeconds(2))).containsExactly(3, 4, 5);
        assertThat(board.window("nothing", Duration.ofSeconds(2))).isEmpty();
    }

    @Test
    void the_last_quarter_of_an_hour_is_kept_and_no_more() {
        add("links");
        for (int i = 1; i <= FigureBoard.SAMPLES + 50; i++) {
            sampleAfter(1, i);
        }
        double[] all = board.window("links", Duration.ofDays(1));
        assertThat(all).hasSize(FigureBoard.SAMPLES);
        assertThat(all[0]).isEqualTo(51);
    }

    @Test
    void figures_are_named_before_the_first_sample_and_bounded() {
        for (int i = 0; i < FigureBoard.FIGURES_MAX; i++) {
            add("figure-" + i);
        }
        assertThatThrownBy(() -> add("one too many")).isInstanceOf(IllegalStateException.class);
        FigureBoard sampled = new FigureBoard(clock);
        sampled.sample();
        assertThatThrownBy(() -> sampled.add(new Figure("late", "late", Figure.Unit.COUNT), () -> value))
                .isInstanceOf(IllegalStateException.class);
    }

    private void add(String name) {
        board.add(new Figure(name, name, Figure.Unit.COUNT), () -> value);
    }

    private Reading reading() {
        return board.reading("links").orElseThrow();
    }

    private void sampleAfter(int seconds, double read) {
        value = OptionalDouble.of(read);
        sample(Duration.ofSeconds(seconds));
    }

    private void sample(Duration after) {
        clock.advance(after);
        board.sample();
    }
}
