package io.holdfast.api.ops;

import io.holdfast.edge.cohort.CohortFigures;
import io.holdfast.edge.cohort.CohortLedger;
import io.holdfast.edge.cohort.Spent;
import io.holdfast.edge.cohort.Suspicion;
import io.holdfast.edge.image.Cohort;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.valve.SuggestedValve;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /cohorts}: what each firmware costs this node, dearest first, and which is out of line. Asks no database. */
public final class CohortRoutes implements OpsRoutes {
    /** A page of an operator; those out of line are always shown. */
    private static final int SHOWN = 100;

    private final CohortLedger ledger;
    private final FleetImage image;

    public CohortRoutes(CohortLedger ledger, FleetImage image) {
        this.ledger = ledger;
        this.image = image;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(OpsRoute.operator("GET", "/cohorts", request -> figures()));
    }

    private Reply figures() {
        ObjectNode answer = Json.object().put("age_seconds", ledger.age().toSeconds());
        answer.set("last_minute", spent(ledger.all()));
        ArrayNode cohorts = answer.putArray("cohorts");
        ledger.top(SHOWN).forEach(figures -> cohorts.add(figures(figures)));
        return Reply.json(200, answer);
    }

    private ObjectNode figures(CohortFigures figures) {
        ObjectNode json = cohort(figures.cohort(), image)
                .put("devices", figures.devices())
                .put("links", figures.links())
                .put("cost_share", figures.costShare())
                .put("traffic_share", figures.trafficShare());
        json.set("last_10_seconds", spent(figures.tenSeconds()));
        json.set("last_minute", spent(figures.minute()));
        json.set("last_5_minutes", spent(figures.fiveMinutes()));
        figures.suspicion()
                .ifPresent(suspicion -> json.set(
                        "out_of_line",
                        Json.object()
                                .put("since", suspicion.since().toString())
                                .put("kind", suspicion.kind().label())
                                .put("sentence", suspicion.sentence())
                                .put("command", command(figures, suspicion))));
        return json;
    }

    private String command(CohortFigures figures, Suspicion suspicion) {
        return SuggestedValve.command(figures.cohort(), suspicion, image).orElse("");
    }

    /** Whose devices, of which type, that run what. */
    static ObjectNode cohort(Cohort cohort, FleetImage image) {
        ObjectNode json = Json.object()
                .put("tenant", cohort.tenant().value().toString())
                .put(
                        "tenant_name",
                        image.tenant(cohort.tenant()).map(ImageTenant::name).orElse(""));
        return switch (cohort.kind()) {
            case ALIKE ->
                json.put("device_type", cohort.software().deviceType())
                        .put("version", cohort.software().version());
            case OTHER -> json.put("other", true);
        };
    }

    private static ObjectNode spent(Spent spent) {
        return Json.object()
                .put("requests_per_second", spent.perSecond(spent.requests()))
                .put("cores", spent.cores())
                .put("connects_per_second", spent.perSecond(spent.connects()))
                .put("errors_per_second", spent.perSecond(spent.errors()))
                .put("put_off_per_second", spent.perSecond(spent.putOff()))
                .put("messages_per_second", spent.perSecond(spent.messages()))
                .put("bytes_per_second", spent.perSecond(spent.bytes()));
    }
}
