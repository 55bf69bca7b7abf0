package io.holdfast.api.ops;

import io.holdfast.operator.control.DeedLog;
import io.holdfast.operator.control.KillSwitch;
import io.holdfast.operator.control.KillSwitches;
import io.holdfast.operator.control.SwitchTarget;
import io.holdfast.operator.control.SwitchedRoutes;
import io.holdfast.platform.Uuids;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /switches}: turns a tenant, a route, or a tenant's route off on this node, at once and for a time. {@code GET} lists, {@code POST}
 * turns off, {@code DELETE /switches/ID} turns on again. {@code GET /audit}: what operators did.
 */
public final class SwitchRoutes implements OpsRoutes {
    private static final String ALL = "/switches";
    private static final String ONE = "/switches/";
    private static final int AUDIT_LINES_MAX = 200;
    private static final long MINUTES_DEFAULT = 15;

    private final KillSwitches switches;
    private final SwitchedRoutes names;
    private final DeedLog deeds;

    public SwitchRoutes(KillSwitches switches, SwitchedRoutes names, DeedLog deeds) {
        this.switches = switches;
        this.names = names;
        this.deeds = deeds;
    }

    @Override
    public List<OpsRoute> routes() {
        return List.of(
                OpsRoute.operator("GET", ALL, request -> Reply.json(list())),
                OpsRoute.operator("POST", ALL, this::off),
                OpsRoute.operator("DELETE", ONE, this::on),
                OpsRoute.operator("GET", "/audit", request -> audit()));
    }

    private ObjectNode list() {
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("switches");
        switches.states()
                .forEach(state -> describe(all.addObject(), state.off())
                        .put("seconds_left", state.left().toSeconds())
                        .put("refused", state.refused()));
        answer.set("routes", Json.mapper().valueToTree(names.names()));
        return answer;
    }

    private static ObjectNode describe(ObjectNode node, KillSwitch off) {
        off.target().tenant().ifPresent(tenant -> node.put("tenant", tenant.toString()));
        off.target().route().ifPresent(route -> node.put("route", route));
        return node.put("id", off.id().toString())
                .put("since", off.since().toString())
                .put("until", off.until().toString())
                .put("by", off.by())
                .put("why", off.why());
    }

    private Reply off(OpsRequest request) {
        OpsFields fields = OpsFields.of(request);
        KillSwitches.Outcome.Off off = off(fields, MINUTES_DEFAULT);
        return Reply.json(200, describe(Json.object().put("kept", off.kept()), off.off()));
    }

    /** Turns off what a form names. Throws a refusal when that is nothing. */
    public void turnOff(OpsRequest request) {
        var unused = off(OpsFields.of(request), MINUTES_DEFAULT);
    }

    /** Turns on again what a form names by its id. One that expired meanwhile is on. */
    public void turnOn(OpsRequest request) {
        request.field("id").flatMap(Uuids::parse).flatMap(switches::on).ifPresent(on -> {
            boolean written = deeds.write("switch.on", on.off().target().toString(), "", "");
        });
    }

    /** Turns off what the fields name; refused when they name nothing that there is. */
    KillSwitches.Outcome.Off off(OpsFields fields, long minutesOtherwise) {
        long minutes = fields.number("minutes", minutesOtherwise);
        if (minutes < 1 || minutes > KillSwitches.LIFETIME_MAX.toMinutes()) {
            throw Refusal.unprocessable("switch.lifetime", "A switch is off for 1 minute to 24 hours.")
                    .exception();
        }
        Duration lifetime = Duration.ofMinutes(minutes);
        SwitchTarget target = target(fields);
        String by = fields.text("by").orElse("");
        String why = fields.text("why").orElse("");
        return switch (switches.off(target, lifetime, by, why)) {
            case KillSwitches.Outcome.Off off -> {
                boolean written = deeds.write("switch.off", target + " for " + minutes + " min", by, why);
                yield off;
            }
            case KillSwitches.Outcome.TooMany full ->
                throw Refusal.conflict("switch.too-many", "Too many are off; turn one on, or turn off a whole route.")
                        .exception();
        };
    }

    private SwitchTarget target(OpsFields fields) {
        Optional<String> route = fields.text("route");
        Optional<String> tenantText = fields.text("tenant");
        Optional<TenantId> tenant = tenantText.flatMap(TenantId::parse);
        if (tenant.isEmpty() && tenantText.isPresent()) {
            throw Refusal.unprocessable("switch.tenant", "The tenant is its id, a UUID.")
                    .exception();
        }
        if (route.filter(name -> !names.names().contains(name)).isPresent()) {
            throw Refusal.unprocessable("switch.route", "The routes are " + String.join(", ", names.names()) + ".")
                    .exception();
        }
        if (route.isEmpty() && tenant.isEmpty()) {
            throw Refusal.unprocessable("switch.target", "Name a tenant, a route, or both.")
                    .exception();
        }
        if (tenant.isPresent() && route.filter("authentication"::equals).isPresent()) {
            throw Refusal.unprocessable(
                            "switch.authentication",
                            "Whose device it is is known after its authentication: turn it off for every tenant, or turn off"
                                    + " the tenant's other routes.")
                    .exception();
        }
        return new SwitchTarget(tenant, route);
    }

    private Reply on(OpsRequest request) {
        Optional<KillSwitches.Outcome.Off> on =
                Uuids.parse(request.path().substring(ONE.length())).flatMap(switches::on);
        if (on.isEmpty()) {
            throw Refusal.notFound("switch.unknown", "There is no such switch; it may have expired.")
                    .exception();
        }
        boolean written = deeds.write(
                "switch.on",
                on.get().off().target().toString(),
                request.query("by").orElse(""),
                "");
        return Reply.json(200, list().put("kept", on.get().kept()).put("recorded", written));
    }

    private Reply audit() {
        ObjectNode answer = Json.object();
        ArrayNode all = answer.putArray("deeds");
        deeds.latest(AUDIT_LINES_MAX).forEach(line -> all.add(Json.tree(line)));
        return Reply.json(200, answer);
    }
}
