package io.holdfast.api.ops;

import io.holdfast.operator.database.DatabaseSight;
import io.holdfast.operator.figure.Reading;
import io.holdfast.operator.overview.Causes;
import io.holdfast.operator.overview.Overview;
import io.holdfast.operator.overview.Overviews;
import io.holdfast.operator.overview.RouteLine;
import io.holdfast.operator.overview.ThreadTimes;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /overview}: the node at a glance. Every figure carries its age; from memory, whatever state the rest is in. */
public final class OverviewRoutes implements OpsRoutes {
    private static final double MILLIS = 1_000;

    private final Overviews overviews;

    public OverviewRoutes(Overviews overviews) {
        this.overviews = overviews;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(OpsRoute.operator("GET", "/overview", request -> Reply.json(200, json(overviews.now()))));
    }

    private static ObjectNode json(Overview overview) {
        ObjectNode answer = Json.object()
                .put("at", overview.at().toString())
                .put("well", overview.well())
                .put("sentence", overview.sentence());
        overview.figuresAge().ifPresent(age -> aged(answer, age));
        conditions(answer.putArray("conditions"), overview.amiss());
        ObjectNode figures = answer.putObject("figures");
        overview.groups().values().forEach(group -> group.forEach(reading -> figure(figures, reading)));
        ArrayNode routes = answer.putArray("routes");
        overview.routes().forEach(route -> route(routes.addObject(), route));
        ArrayNode causes = answer.putArray("causes");
        overview.causes().forEach(top -> causes(causes.addObject(), top));
        overview.database().ifPresent(seen -> database(answer.putObject("database"), seen));
        threads(answer.putObject("threads"), overview.threads());
        return answer;
    }

    private static void conditions(ArrayNode conditions, List<Overview.Amiss> amiss) {
        for (Overview.Amiss each : amiss) {
            ObjectNode counts = Json.object();
            each.counts().forEach(counts::put);
            conditions
                    .addObject()
                    .put("name", each.name())
                    .put("sentence", each.sentence())
                    .put("since", each.since().toString())
                    .set("counts", counts);
        }
    }

    private static void figure(ObjectNode figures, Reading reading) {
        ObjectNode figure = figures.putObject(reading.figure().name())
                .put("label", reading.figure().label())
                .put("unit", reading.figure().unit().label())
                .put("value", reading.value());
        aged(figure, reading.age());
    }

    private static void route(ObjectNode line, RouteLine route) {
        line.put("route", route.route())
                .put("requests_per_second", route.requests())
                .put("p99_millis", route.p99Millis())
                .put("refusals_per_second", route.refusals())
                .put("errors_per_second", route.errors());
        aged(line, route.age());
    }

    private static void causes(ObjectNode node, Causes.Top top) {
        aged(node.put("kind", top.kind()), top.age());
        ArrayNode all = node.putArray("top");
        top.causes()
                .forEach(cause -> all.addObject()
                        .put("name", cause.name())
                        .put("share", cause.share())
                        .put("detail", cause.detail()));
    }

    private static void database(ObjectNode node, Overview.Seen seen) {
        aged(node, seen.age());
        ArrayNode blocked = node.putArray("blocked");
        seen.sight().sessions().stream()
                .filter(DatabaseSight.SessionSeen::blocked)
                .forEach(session -> blocked.addObject()
                        .put("pid", session.pid())
                        .put("tag", session.tag())
                        .put("seconds", session.statementFor().toMillis() / MILLIS)
                        .set("blocked_by", Json.mapper().valueToTree(session.blockedBy())));
        ArrayNode scanned = node.putArray("scanned_tables");
        seen.sight()
                .scannedTables()
                .forEach(table -> scanned.addObject()
                        .put("table", table.table())
                        .put("rows", table.rows())
                        .put("scans", table.scans()));
        ArrayNode changes = node.putArray("changes");
        for (DatabaseSight.RecentChange change : seen.sight().changes()) {
            ObjectNode line = changes.addObject()
                    .put("at", change.at().toString())
                    .put("kind", change.kind())
                    .put("subject", change.subject());
            change.tenant().ifPresent(tenant -> line.put("tenant", tenant));
        }
    }

    private static void threads(ObjectNode node, ThreadTimes.Look look) {
        aged(node, look.age());
        ArrayNode busiest = node.putArray("busiest");
        look.busiest()
                .forEach(busy -> busiest.addObject()
                        .put("thread", busy.thread())
                        .put("share", busy.share())
                        .put("state", busy.state()));
    }

    private static void aged(ObjectNode node, Duration age) {
        node.put("age_seconds", age.toMillis() / MILLIS).put("stale", age.compareTo(Reading.STALE_AFTER) > 0);
    }
}
