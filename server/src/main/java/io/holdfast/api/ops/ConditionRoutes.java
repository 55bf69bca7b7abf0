package io.holdfast.api.ops;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /conditions}: what is amiss on this node. {@code DELETE /conditions/NAME}: an operator has taken note. */
public final class ConditionRoutes implements OpsRoutes {
    private static final String ONE = "/conditions/";

    private final Conditions conditions;

    public ConditionRoutes(Conditions conditions) {
        this.conditions = conditions;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(
                OpsRoute.operator("GET", "/conditions", request -> list()),
                OpsRoute.operator("DELETE", ONE, this::dismiss));
    }

    private Reply list() {
        ObjectNode answer = Json.object();
        ArrayNode present = answer.putArray("conditions");
        for (Condition condition : conditions.present()) {
            ObjectNode counts = Json.object();
            condition.counts().forEach(counts::put);
            ObjectNode line = present.addObject().put("name", condition.name()).put("sentence", condition.sentence());
            condition.since().ifPresent(since -> line.put("since", since.toString()));
            line.set("counts", counts);
        }
        return Reply.json(200, answer);
    }

    private Reply dismiss(OpsRequest request) {
        String name = request.path().substring(ONE.length());
        if (!conditions.dismiss(name)) {
            throw Refusal.notFound("conditions.none-to-dismiss", "There is no such condition that could be dismissed.")
                    .exception();
        }
        return list();
    }
}
