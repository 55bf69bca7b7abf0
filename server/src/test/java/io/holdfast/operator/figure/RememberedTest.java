package io.holdfast.operator.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A figure that is made of another is as old as that one. */
class RememberedTest {
    private final ManualClock clock = new ManualClock();
    private final FigureBoard board = new FigureBoard(clock);

    @Test
    void a_figure_derived_from_one_that_is_seldom_read_grows_old_with_it() {
        Remembered open = new Remembered(FigureSource.every(5, FigureSource.of(() -> 20)));
        board.add(new Figure("files", "files", Figure.Unit.COUNT), open);
        board.add(new Figure("share", "share", Figure.Unit.SHARE), open.times(0.01));
        pass(4);
        assertThat(age("share")).isEqualTo(age("files")).isEqualTo(Duration.ofSeconds(3));
        assertThat(board.reading("share").map(Reading::value)).hasValue(0.2);
    }

    @Test
    void the_room_of_a_disk_that_hangs_grows_old() {
        AtomicReference<Optional<DiskRoom>> disk = new AtomicReference<>(Optional.of(new DiskRoom(5, 10, 1)));
        board.add(new Figure("free", "free", Figure.Unit.BYTES), new DiskRoom.Source(disk::get, DiskRoom::free));
        pass(31);
        assertThat(age("free")).isEqualTo(Duration.ofSeconds(30));
        disk.set(Optional.of(new DiskRoom(4, 10, 2)));
        pass(1);
        assertThat(age("free")).isZero();
        assertThat(board.reading("free").map(Reading::value)).hasValue(4.0);
    }

    private Duration age(String figure) {
        return board.reading(figure).orElseThrow().age();
    }

    private void pass(int samples) {
        for (int i = 0; i < samples; i++) {
            clock.advance(Duration.ofSeconds(1));
            board.sample();
        }
    }
}
