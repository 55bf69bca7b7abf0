package io.holdfast.api.ops;

import io.holdfast.edge.check.Finding;
import io.holdfast.edge.check.Verdict;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /self-check}: what the start-up self-check found. 200 passed, 503 failed or not decided yet. */
public final class SelfCheckRoutes implements OpsRoutes {
    private final Supplier<Verdict> verdict;

    public SelfCheckRoutes(Supplier<Verdict> verdict) {
        this.verdict = verdict;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(OpsRoute.operator("GET", "/self-check", request -> reply(verdict.get())));
    }

    private static Reply reply(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Undecided undecided ->
                Reply.json(503, Json.object().put("verdict", "undecided").put("waits_for", undecided.why()));
            case Verdict.Passed passed -> Reply.json(200, body("passed", passed.findings()));
            case Verdict.Failed failed -> Reply.json(503, body("failed", failed.findings()));
        };
    }

    private static ObjectNode body(String verdict, List<Finding> findings) {
        ArrayNode all = Json.array();
        for (Finding finding : findings) {
            String grade = switch (finding) {
                case Finding.Good ignored -> "good";
                case Finding.Remark ignored -> "remark";
                case Finding.Bad ignored -> "bad";
            };
            all.add(Json.object()
                    .put("check", finding.check())
                    .put("grade", grade)
                    .put("sentence", finding.sentence()));
        }
        ObjectNode body = Json.object().put("verdict", verdict);
        body.set("findings", all);
        return body;
    }
}
