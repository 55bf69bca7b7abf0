package io.holdfast.operator.alarm;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Names;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/**
 * The share of devices' calls that failed: of the last minute's where there were enough to tell, else of the last ten minutes', so that a
 * small fleet's errors are seen, too.
 */
final class Failures {
    /** Of fewer calls no share can be told. */
    private static final double CALLS_MIN = 20;

    /** One call that failed, or the few of one device that tries again, are no symptom. */
    private static final double FAILED_MIN = 5;

    /** Six devices that try to link every 5 s, as theirs do that were revoked. */
    private static final double LINKS_REFUSED_MIN = 60;

    /** Of the links that there are, so many refusals a minute are a few devices that will never link. */
    private static final double LINKS_REFUSED_SHARE_MIN = 0.01;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private Failures() {}

    /** Answers of 5xx on these routes, those left out by which this node put devices off on purpose; empty when too few called. */
    static OptionalDouble ours(FigureBoard board, List<String> routes) {
        for (Duration span : List.of(MINUTE, LONG)) {
            OptionalDouble calls = sum(board, routes, Names::rate, span);
            OptionalDouble failed = sum(board, routes, Names::errors, span);
            if (calls.isPresent() && failed.isPresent() && calls.getAsDouble() >= CALLS_MIN) {
                return OptionalDouble.of(
                        failed.getAsDouble() < FAILED_MIN ? 0 : failed.getAsDouble() / calls.getAsDouble());
            }
        }
        return OptionalDouble.empty();
    }

    /** Attempts to link that failed, through our fault or because many devices are refused. */
    static OptionalDouble links(FigureBoard board) {
        OptionalDouble ours = ours(board, List.of("connect"));
        OptionalDouble theirs = refused(board);
        return ours.isEmpty() ? theirs : OptionalDouble.of(ours.getAsDouble() + theirs.orElse(0));
    }

    private static OptionalDouble refused(FigureBoard board) {
        OptionalDouble calls = Windows.count(board, Names.rate("connect"), MINUTE);
        OptionalDouble refused = Windows.count(board, Names.refusals("connect"), MINUTE);
        OptionalDouble links = Windows.mean(board, Names.LINKS, MINUTE);
        if (calls.isEmpty() || refused.isEmpty() || links.isEmpty()) {
            return OptionalDouble.empty();
        }
        double least = Math.max(LINKS_REFUSED_MIN, LINKS_REFUSED_SHARE_MIN * links.getAsDouble());
        return OptionalDouble.of(
                refused.getAsDouble() < least ? 0 : refused.getAsDouble() / Math.max(1, calls.getAsDouble()));
    }

    private static OptionalDouble sum(
            FigureBoard board, List<String> routes, UnaryOperator<String> figure, Duration span) {
        double sum = 0;
        for (String route : routes) {
            OptionalDouble count = Windows.count(board, figure.apply(route), span);
            if (count.isEmpty()) {
                return count;
            }
            sum += count.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }
}
