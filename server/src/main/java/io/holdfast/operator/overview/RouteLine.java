package io.holdfast.operator.overview;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Names;
import io.holdfast.operator.figure.Reading;
import java.time.Duration;

/**
 * How one route does.
 *
 * @param requests a second
 * @param refusals answers of 4xx a second
 * @param errors answers of 5xx a second
 * @param age of these figures
 */
public record RouteLine(String route, double requests, double p99Millis, double refusals, double errors, Duration age) {
    /** An error is a wait for the next attempt, which clients make after 5 s or later. */
    private static final double ERROR_MILLIS = 5_000;

    static RouteLine of(String route, FigureBoard board) {
        return new RouteLine(
                route,
                value(board, Names.rate(route)),
                value(board, Names.p99(route)),
                value(board, Names.refusals(route)),
                value(board, Names.errors(route)),
                board.reading(Names.rate(route)).map(Reading::age).orElse(Duration.ZERO));
    }

    private static double value(FigureBoard board, String name) {
        return board.reading(name).map(Reading::value).orElse(0.0);
    }

    /** What it costs those who wait, in milliseconds a second. */
    double pain() {
        return requests * p99Millis + errors * ERROR_MILLIS;
    }

    /** Whether these figures are too old to be believed. */
    public boolean stale() {
        return age.compareTo(Reading.STALE_AFTER) > 0;
    }
}
