package io.holdfast.api.ops;

import io.holdfast.edge.cohort.LinkedDevices;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.valve.ValveBoard;
import io.holdfast.edge.valve.ValveDesk;
import io.holdfast.edge.valve.ValvePreview;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;
import io.holdfast.valve.ValveJson;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Valves, for operators, with the database there or dead: {@code GET /valves}, {@code POST /valves/preview}, {@code POST /valves},
 * {@code DELETE /valves/ID}.
 */
public final class ValveRoutes implements OpsRoutes {
    private static final String ONE = "/valves/";

    private final ValveDesk desk;
    private final ValveBoard board;
    private final FleetImage image;
    private final LinkedDevices linked;
    private final Clock clock;

    public ValveRoutes(ValveDesk desk, ValveBoard board, FleetImage image, LinkedDevices linked, Clock clock) {
        this.desk = desk;
        this.board = board;
        this.image = image;
        this.linked = linked;
        this.clock = clock;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(
                OpsRoute.operator("GET", "/valves", request -> list()),
                OpsRoute.operator("POST", "/valves/preview", this::preview),
                OpsRoute.operator("POST", "/valves", this::set),
                OpsRoute.operator("DELETE", ONE, this::clear));
    }

    private Reply list() {
        ObjectNode answer = Json.object();
        ArrayNode valves = answer.putArray("valves");
        board.all()
                .forEach(listed ->
                        valves.add(valve(listed.valve(), listed.scope()).put("refused", listed.refused())));
        return Reply.json(200, answer);
    }

    private ObjectNode valve(Valve valve, ValveBoard.Scope scope) {
        ObjectNode json = ValveJson.whole(valve);
        valve.match().tenant().flatMap(image::tenant).ifPresent(tenant -> json.put("tenant_name", tenant.name()));
        return json.put("scope", label(scope));
    }

    private static String label(ValveBoard.Scope scope) {
        return switch (scope) {
            case CELL -> "cell";
            case NODE -> "node";
        };
    }

    private Reply preview(OpsRequest request) {
        return Reply.json(200, touched(new ValveOrder(request.body(), image).preview(clock.now())));
    }

    private ObjectNode touched(Valve valve) {
        ValvePreview preview = ValvePreview.of(image, linked, valve);
        ObjectNode answer = Json.object().put("devices", preview.devices()).put("links", preview.links());
        ArrayNode cohorts = answer.putArray("cohorts");
        preview.cohorts()
                .forEach(each -> cohorts.add(CohortRoutes.cohort(each.cohort(), image)
                        .put("devices", each.devices())
                        .put("links", each.links())));
        return answer;
    }

    private Reply set(OpsRequest request) {
        Valve valve = new ValveOrder(request.body(), image).valve(clock.now());
        ObjectNode touched = touched(valve);
        Optional<ValveBoard.Scope> scope = desk.set(valve);
        if (scope.isEmpty()) {
            throw Refusal.conflict("valve.too-many", "There are 200 valves already: clear some.")
                    .exception();
        }
        ObjectNode answer = valve(valve, scope.get()).put("sentence", sentence(scope.get()));
        answer.set("touches", touched);
        return Reply.json(201, answer);
    }

    private Reply clear(OpsRequest request) {
        Optional<ValveId> id = ValveId.parse(request.path().substring(ONE.length()));
        Optional<ValveBoard.Scope> scope = id.flatMap(known -> desk.clear(known, ValveOrder.who(request.query("by"))));
        if (scope.isEmpty()) {
            throw Refusal.notFound("valve.unknown", "There is no such valve; it may have ended.")
                    .exception();
        }
        return Reply.json(200, Json.object().put("scope", label(scope.get())).put("sentence", sentence(scope.get())));
    }

    private static String sentence(ValveBoard.Scope scope) {
        return switch (scope) {
            case CELL -> "In force in the whole cell: on this node now, on the others within two seconds.";
            case NODE ->
                "In force on this node only, because the database does not answer; the cell gets it when it is back. Repeat it"
                        + " on the other nodes.";
        };
    }
}
