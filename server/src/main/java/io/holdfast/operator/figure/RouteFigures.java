package io.holdfast.operator.figure;

import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;

/** What is measured of each route: requests a second, answers of 4xx and 5xx, and the 99th percentile. */
public final class RouteFigures {
    private static final int OURS = 5;
    private static final int THEIRS = 4;

    private RouteFigures() {}

    /** All routes that the book has now. */
    public static void add(FigureBoard board, RouteBook book) {
        for (RouteStats stats : book.routes()) {
            String name = stats.name();
            board.add(
                    new Figure(Names.rate(name), name + ", requests", Figure.Unit.PER_SECOND),
                    FigureSource.rate(stats::answered));
            board.add(
                    new Figure(Names.errors(name), name + ", 5xx", Figure.Unit.PER_SECOND),
                    FigureSource.rate(() -> stats.answered(OURS) - stats.putOff()));
            board.add(
                    new Figure(Names.putOff(name), name + ", put off", Figure.Unit.PER_SECOND),
                    FigureSource.rate(stats::putOff));
            board.add(
                    new Figure(Names.refusals(name), name + ", 4xx", Figure.Unit.PER_SECOND),
                    FigureSource.rate(() -> stats.answered(THEIRS)));
            board.add(
                    new Figure(Names.p99(name), name + ", 99th percentile", Figure.Unit.MILLIS),
                    new Quantile(stats.times()));
        }
    }
}
