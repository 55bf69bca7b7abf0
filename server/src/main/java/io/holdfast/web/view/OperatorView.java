package io.holdfast.web.view;

import io.holdfast.operator.overview.Causes;
import java.util.List;
import java.util.Optional;

/**
 * The operator's page.
 *
 * @param age of the figures, in words
 * @param quietRoutes those that nobody called lately
 */
public record OperatorView(
        Assets assets,
        String formToken,
        Optional<String> refusal,
        boolean well,
        String sentence,
        String age,
        List<Alarm> alarms,
        List<Tile> tiles,
        List<RouteRow> routes,
        String quietRoutes,
        List<Panel> panels,
        List<Culprits> culprits,
        Database database,
        List<FigureLine> threads,
        List<SwitchRow> switches,
        List<String> switchable) {

    /** Something that is amiss. */
    public record Alarm(String name, String sentence, When since) {}

    /**
     * A figure shown large.
     *
     * @param course the points of its line over the last quarter of an hour; empty when there are too few
     */
    public record Tile(String label, String value, String staleFor, boolean stale, String course) {}

    /** How a route does. */
    public record RouteRow(
            String route,
            String requests,
            String p99,
            String refusals,
            String errors,
            boolean failing,
            boolean stale,
            String staleFor) {}

    /** Figures under a heading. */
    public record Panel(String title, List<FigureLine> lines) {}

    /** One figure. */
    public record FigureLine(String label, String value, String staleFor, boolean stale) {}

    /** Who causes the load. */
    public record Culprits(String kind, List<Causes.Cause> causes, String age, boolean stale) {}

    /** What was last seen of the database. */
    public record Database(String age, boolean stale, List<Blocked> blocked, List<Change> changes) {}

    /** A session that waits for others. */
    public record Blocked(int pid, String tag, String since, String blockedBy) {}

    /** Something that changed lately. */
    public record Change(When at, String kind, String subject) {}

    /** Something that is switched off. */
    public record SwitchRow(String id, String target, When since, String left, String refused, List<String> remarks) {}
}
