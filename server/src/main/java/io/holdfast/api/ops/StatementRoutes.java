package io.holdfast.api.ops;

import io.holdfast.operator.control.DeedLog;
import io.holdfast.operator.control.SwitchedRoutes;
import io.holdfast.operator.database.DatabaseSight;
import io.holdfast.operator.database.DatabaseWatch;
import io.holdfast.operator.database.StatementShedding;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /statements}: who is at what in the database, and who waits for whom. {@code POST /statements/shed}: turns a source of
 * statements off for a few minutes and ends its sessions, in one call.
 */
public final class StatementRoutes implements OpsRoutes {
    /** A person waits half a second; what a database says later is told as its last answer with its age. */
    private static final Duration ANSWER_MAX = Duration.ofMillis(500);

    /** Long enough to find out why, short enough to be forgotten. */
    private static final long MINUTES_DEFAULT = 5;

    private static final double MILLIS = 1_000;

    private final DatabaseWatch watch;
    private final StatementShedding shedding;
    private final SwitchRoutes switches;
    private final DeedLog deeds;

    public StatementRoutes(DatabaseWatch watch, StatementShedding shedding, SwitchRoutes switches, DeedLog deeds) {
        this.watch = watch;
        this.shedding = shedding;
        this.switches = switches;
        this.deeds = deeds;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(
                OpsRoute.waiting("GET", "/statements", request -> list()),
                OpsRoute.waiting("POST", "/statements/shed", this::shed));
    }

    private Reply list() {
        Optional<DatabaseSight> now = watch.look(ANSWER_MAX);
        ObjectNode answer = Json.object().put("database", now.isPresent() ? "answered" : "unknown");
        now.or(watch::sight).ifPresent(sight -> {
            answer.put("age_seconds", watch.silence().toMillis() / MILLIS);
            ArrayNode sessions = answer.putArray("statements");
            sight.sessions().forEach(session -> describe(sessions.addObject(), session));
        });
        return Reply.json(200, answer);
    }

    private static void describe(ObjectNode node, DatabaseSight.SessionSeen session) {
        node.put("pid", session.pid())
                .put("tag", session.tag())
                .put("state", session.state())
                .put("statement_seconds", session.statementFor().toMillis() / MILLIS)
                .put("transaction_seconds", session.transactionFor().toMillis() / MILLIS)
                .put("waits_for", session.waitsFor())
                .put("statement", session.statement())
                .set("blocked_by", Json.mapper().valueToTree(session.blockedBy()));
    }

    private Reply shed(OpsRequest request) {
        OpsFields fields = OpsFields.of(request);
        Optional<String> route = fields.text("route");
        if (route.filter(name -> !name.startsWith(SwitchedRoutes.MANAGEMENT)).isPresent()) {
            throw Refusal.unprocessable(
                            "shed.route",
                            "Devices' routes run no statements of their own; name management, management/AREA or a tenant.")
                    .exception();
        }
        // A tenant's devices run no statements of their own: without a route they must not be switched off with its
        // people.
        OpsFields source =
                fields.text("tenant").isPresent() ? fields.otherwise("route", SwitchedRoutes.MANAGEMENT) : fields;
        var off = switches.off(source, MINUTES_DEFAULT);
        StatementShedding.Whose whose = new StatementShedding.Whose(
                route.map(name -> name.substring(SwitchedRoutes.MANAGEMENT.length()))
                        .filter(area -> !area.isEmpty())
                        .map(area -> area.substring(1)),
                off.off().target().tenant().map(Object::toString));
        ObjectNode answer = Json.object()
                .put("switch", off.off().id().toString())
                .put("until", off.off().until().toString())
                .put("scope", "this node: send it to each");
        try {
            switch (shedding.shed(whose)) {
                case StatementShedding.Outcome.Shed shed -> {
                    answer.put("database", "answered")
                            .put("cancelled", shed.cancelled())
                            .put("terminated", shed.terminated())
                            .put("left", shed.left());
                    deeds.write(
                            "statements.shed",
                            off.off().target() + ": " + shed.cancelled() + " cancelled, " + shed.terminated()
                                    + " terminated",
                            off.off().by(),
                            off.off().why());
                }
                case StatementShedding.Outcome.Unknown unknown -> answer.put("database", "unknown");
                case StatementShedding.Outcome.Failed failed ->
                    answer.put("database", "refused").put("why", failed.why());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer.put("database", "unknown");
        }
        return Reply.json(200, answer);
    }
}
