package io.holdfast.api.holdfast;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.InForce;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.identity.BulkAcceptance;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Letting in everything that waits, a few thousand devices a call: the caller repeats it while the answer says that some wait. */
public final class BulkAcceptanceRoutes {
    private static final String PATH = "/api/management/v1/holdfast/devices/acceptances";

    private final BulkAcceptance acceptance;
    private final InForce inForce;

    public BulkAcceptanceRoutes(BulkAcceptance acceptance, Propagation propagation) {
        this.acceptance = acceptance;
        this.inForce = new InForce(propagation);
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(Route.post(PATH, Policy.SIGNED_IN, BodyRule.JSON, this::accept));
    }

    private Reply accept(Call call) {
        Committed<BulkAcceptance.Outcome> outcome =
                acceptance.acceptWaiting(call.caller(), call.requestId(), atMost(call));
        BulkAcceptance.Outcome became = outcome.value();
        return inForce.answer(
                outcome.seq(),
                Reply.json(Json.object()
                        .put("accepted", became.accepted())
                        .put("waiting", became.waiting())
                        .put("limit_reached", became.limitReached())));
    }

    private static int atMost(Call call) {
        OptionalLong asked = Fields.ofOptional(call.body(), Set.of("at_most")).wholeNumber("at_most");
        long atMost = asked.orElse(BulkAcceptance.DEVICES_MAX);
        if (atMost < 1 || atMost > BulkAcceptance.DEVICES_MAX) {
            throw Refusal.badRequest(
                            "acceptance.bulk-size",
                            "\"at_most\" is 1 to " + BulkAcceptance.DEVICES_MAX + "; repeat the call for more.")
                    .exception();
        }
        return (int) atMost;
    }
}
