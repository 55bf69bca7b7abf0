package io.holdfast.web;

import io.holdfast.operator.control.KillSwitches;
import io.holdfast.operator.database.DatabaseSight;
import io.holdfast.operator.figure.Figure;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Names;
import io.holdfast.operator.figure.Reading;
import io.holdfast.operator.overview.Overview;
import io.holdfast.operator.overview.RouteLine;
import io.holdfast.web.view.Assets;
import io.holdfast.web.view.OperatorView;
import io.holdfast.web.view.OperatorView.Blocked;
import io.holdfast.web.view.OperatorView.FigureLine;
import io.holdfast.web.view.OperatorView.Panel;
import io.holdfast.web.view.OperatorView.RouteRow;
import io.holdfast.web.view.OperatorView.SwitchRow;
import io.holdfast.web.view.OperatorView.Tile;
import io.holdfast.web.view.When;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts an overview into words and lines for the page. */
final class OperatorViews {
    /** What is shown large, with its course. */
    private static final List<Map.Entry<String, String>> TILES = List.of(
            Map.entry(Names.LINKS, "Live links"),
            Map.entry(Names.rate("next"), "Polls"),
            Map.entry(Names.p99("next"), "99 % of polls within"),
            Map.entry(Names.IMAGE_AGE, "Feed read"),
            Map.entry(Names.LOOP_LAG, "Event loop late by"),
            Map.entry(Names.LOOP_BUSY, "Event loops busy"),
            Map.entry(Names.CPU_MACHINE, "CPU of the machine"),
            Map.entry(Names.HEAP_SHARE, "Heap after collection"));

    private static final Duration SHOWN = Duration.ofMinutes(15);

    private OperatorViews() {}

    static OperatorView of(
            Overview overview,
            FigureBoard board,
            List<KillSwitches.State> off,
            Set<String> routes,
            Assets assets,
            String formToken,
            Optional<String> refusal,
            Instant now) {
        return new OperatorView(
                assets,
                formToken,
                refusal,
                overview.well(),
                overview.sentence(),
                overview.figuresAge().map(OperatorViews::age).orElse("not measured yet"),
                overview.amiss().stream()
                        .map(each -> new OperatorView.Alarm(each.name(), each.sentence(), When.of(each.since(), now)))
                        .toList(),
                tiles(overview, board),
                overview.routes().stream()
                        .filter(OperatorViews::called)
                        .map(OperatorViews::route)
                        .toList(),
                overview.routes().stream()
                        .filter(line -> !called(line))
                        .map(RouteLine::route)
                        .collect(Collectors.joining(", ")),
                panels(overview),
                overview.causes().stream()
                        .map(top ->
                                new OperatorView.Culprits(top.kind(), top.causes(), age(top.age()), stale(top.age())))
                        .toList(),
                database(overview, now),
                overview.threads().busiest().stream()
                        .map(busy -> new FigureLine(busy.thread(), Quantities.percent(busy.share()), "", false))
                        .toList(),
                off.stream().map(state -> switchRow(state, now)).toList(),
                List.copyOf(routes));
    }

    private static List<Tile> tiles(Overview overview, FigureBoard board) {
        return TILES.stream()
                .flatMap(tile ->
                        board.reading(tile.getKey()).stream().map(reading -> tile(tile.getValue(), reading, board)))
                .toList();
    }

    private static Tile tile(String label, Reading reading, FigureBoard board) {
        return new Tile(
                label,
                Quantities.text(reading),
                staleText(reading.age()),
                reading.stale(),
                Course.of(
                        board.window(reading.figure().name(), SHOWN),
                        reading.figure().unit() == Figure.Unit.SHARE ? 1 : 0));
    }

    /** Within the ten seconds that its percentile looks at. */
    private static boolean called(RouteLine line) {
        return line.requests() > 0 || line.p99Millis() > 0;
    }

    private static RouteRow route(RouteLine line) {
        return new RouteRow(
                line.route(),
                Quantities.rate(line.requests()),
                Quantities.millis(line.p99Millis()),
                Quantities.rate(line.refusals()),
                Quantities.rate(line.errors()),
                line.errors() > 0,
                line.stale(),
                staleText(line.age()));
    }

    private static List<Panel> panels(Overview overview) {
        List<Panel> panels = new ArrayList<>();
        overview.groups()
                .forEach((heading, readings) -> panels.add(new Panel(
                        heading.title(),
                        readings.stream().map(OperatorViews::line).toList())));
        return panels;
    }

    private static FigureLine line(Reading reading) {
        return new FigureLine(
                reading.figure().label(), Quantities.text(reading), staleText(reading.age()), reading.stale());
    }

    private static OperatorView.Database database(Overview overview, Instant now) {
        Optional<Overview.Seen> seen = overview.database();
        return new OperatorView.Database(
                seen.map(it -> age(it.age())).orElse("never seen"),
                seen.map(Overview.Seen::stale).orElse(true),
                seen.stream()
                        .flatMap(it -> it.sight().sessions().stream())
                        .filter(DatabaseSight.SessionSeen::blocked)
                        .map(session -> new Blocked(
                                session.pid(),
                                session.tag(),
                                Quantities.seconds(session.statementFor()),
                                String.join(
                                        ", ",
                                        session.blockedBy().stream()
                                                .map(Object::toString)
                                                .toList())))
                        .toList(),
                seen.stream()
                        .flatMap(it -> it.sight().changes().stream())
                        .limit(8)
                        .map(change -> new OperatorView.Change(
                                When.of(change.at(), now), change.kind().replace('_', ' '), change.subject()))
                        .toList());
    }

    private static SwitchRow switchRow(KillSwitches.State state, Instant now) {
        return new SwitchRow(
                state.off().id().toString(),
                state.off().target().toString(),
                When.of(state.off().since(), now),
                Quantities.seconds(state.left()),
                Long.toString(state.refused()),
                Stream.of(state.off().why(), state.off().by())
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    private static boolean stale(Duration age) {
        return age.compareTo(Reading.STALE_AFTER) > 0;
    }

    private static String staleText(Duration age) {
        return stale(age) ? "stale for " + Quantities.seconds(age) : "";
    }

    private static String age(Duration age) {
        return stale(age) ? "stale for " + Quantities.seconds(age) : "as of " + Quantities.seconds(age) + " ago";
    }
}
