package io.holdfast.operator.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RouteFiguresTest {
    @Test
    void what_is_put_off_on_purpose_is_no_error() {
        FigureBoard board = new FigureBoard(new ManualClock());
        RouteBook book = new RouteBook(new ManualClock());
        RouteStats stats = book.route("next");
        RouteFigures.add(board, book);
        board.sample();
        for (int i = 0; i < 30; i++) {
            stats.answered(503, 1);
            if (i % 3 > 0) {
                stats.wasPutOff();
            }
        }
        board.sample();
        assertThat(value(board, Names.errors("next"))).isPositive();
        assertThat(value(board, Names.putOff("next")) / value(board, Names.rate("next")))
                .isCloseTo(2 / 3.0, Offset.offset(0.2));
        assertThat(value(board, Names.errors("next")) / value(board, Names.rate("next")))
                .isCloseTo(1 / 3.0, Offset.offset(0.2));
    }

    private static double value(FigureBoard board, String name) {
        return board.reading(name).orElseThrow().value();
    }
}
