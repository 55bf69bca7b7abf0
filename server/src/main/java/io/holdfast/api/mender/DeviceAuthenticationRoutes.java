package io.holdfast.api.mender;

import io.holdfast.access.Caller;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.InForce;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.identity.AcceptOutcome;
import io.holdfast.identity.Acceptance;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DecommissionOutcome;
import io.holdfast.identity.Device;
import io.holdfast.identity.DeviceFilter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Devices;
import io.holdfast.identity.DismissOutcome;
import io.holdfast.identity.LastContact;
import io.holdfast.identity.Preauthorisation;
import io.holdfast.identity.PreauthoriseOutcome;
import io.holdfast.identity.RevokeOutcome;
import io.holdfast.identity.Standing;
import io.holdfast.identity.WithdrawOutcome;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceLimits;
import java.util.List;

/** Mender's Device Authentication management API, version 2: bytes to decisions and back. */
public final class DeviceAuthenticationRoutes {
    private static final String BASE = "/api/management/v2/devauth";

    // Mender's number for "no limit"; it exists on the wire only.
    private static final int UNLIMITED_ON_THE_WIRE = -1;

    private final Devices devices;
    private final Acceptance acceptance;
    private final Preauthorisation preauthorisation;
    private final DeviceLimits limits;
    private final InForce inForce;
    private final DeviceJson json;

    public DeviceAuthenticationRoutes(
            Devices devices,
            Acceptance acceptance,
            Preauthorisation preauthorisation,
            DeviceLimits limits,
            Propagation propagation,
            LastContact lastContact) {
        this.devices = devices;
        this.acceptance = acceptance;
        this.preauthorisation = preauthorisation;
        this.limits = limits;
        this.inForce = new InForce(propagation);
        this.json = new DeviceJson(lastContact);
    }

    public List<Route> routes() {
        Policy person = Policy.SIGNED_IN;
        String device = BASE + "/devices/{id}";
        String set = device + "/auth/{aid}";
        return List.of(
                Route.get(BASE + "/devices", person, this::list),
                Route.post(BASE + "/devices", person, BodyRule.JSON, this::preauthorise),
                Route.post(BASE + "/devices/search", person, BodyRule.JSON, this::search),
                Route.get(BASE + "/devices/count", person, this::count),
                Route.get(device, person, this::find),
                Route.delete(device, person, this::decommission),
                Route.delete(set, person, this::dismiss),
                Route.get(set + "/status", person, this::standing),
                Route.put(set + "/status", person, BodyRule.JSON, this::decide),
                Route.delete(BASE + "/tokens/{id}", person, this::revoke),
                Route.get(BASE + "/limits/max_devices", person, this::limit));
    }

    private Reply list(Call call) {
        return page(call, DeviceQueries.ofQuery(call));
    }

    private Reply search(Call call) {
        return page(call, DeviceQueries.ofBody(call.body()));
    }

    private Reply page(Call call, DeviceQueries.Asked asked) {
        Paging paging = Paging.of(call);
        List<Device> found = switch (asked) {
            case DeviceQueries.Nothing nothing -> List.of();
            case DeviceQueries.Filtered filtered ->
                devices.list(call.caller().tenant(), filtered.filter(), paging.offset(), paging.limit());
        };
        boolean more = found.size() > paging.perPage();
        List<Device> shown = more ? found.subList(0, paging.perPage()) : found;
        return paging.link(Reply.json(json.list(call.caller().tenant(), shown)), call, more);
    }

    private Reply count(Call call) {
        DeviceFilter filter = switch (DeviceQueries.ofQuery(call)) {
            case DeviceQueries.Nothing nothing -> DeviceFilter.ALL;
            case DeviceQueries.Filtered filtered -> filtered.filter();
        };
        return Reply.json(Json.object().put("count", devices.count(call.caller().tenant(), filter.standings())));
    }

    private Reply find(Call call) {
        return devices.find(call.caller().tenant(), device(call))
                .map(device -> Reply.json(json.of(call.caller().tenant(), device)))
                .orElseThrow(() -> unknownDevice().exception());
    }

    private Reply standing(Call call) {
        return devices.standing(call.caller().tenant(), device(call), set(call))
                .map(standing -> Reply.json(Json.object().put("status", standing.wireName())))
                .orElseThrow(() -> unknownDevice().exception());
    }

    private Reply preauthorise(Call call) {
        PreauthoriseBody body = PreauthoriseBody.parse(call.body());
        Caller caller = call.caller();
        Committed<PreauthoriseOutcome> outcome =
                preauthorisation.preauthorise(caller, call.requestId(), body.identity(), body.key(), body.force());
        return switch (outcome.value()) {
            case PreauthoriseOutcome.Preauthorised made -> inForce(outcome, Reply.created("devices/" + made.device()));
            case PreauthoriseOutcome.Exists exists -> Reply.json(409, json.of(caller.tenant(), exists.device()));
            case PreauthoriseOutcome.TooManyAuthSets full ->
                Reply.refused(Refusal.unprocessable(
                        "preauthorization.too-many-auth-sets",
                        "The device has as many auth sets as it may: dismiss one of them first."));
        };
    }

    private Reply decide(Call call) {
        return switch (DeviceQueries.decision(call.body())) {
            case ACCEPTED -> accept(call);
            case REJECTED -> withdrawn(acceptance.reject(call.caller(), call.requestId(), device(call), set(call)));
            case PENDING -> withdrawn(acceptance.setPending(call.caller(), call.requestId(), device(call), set(call)));
            case PREAUTHORIZED, NOAUTH ->
                throw Refusal.badRequest(
                                "acceptance.status-not-settable",
                                "\"status\" can be set to accepted, rejected or pending.")
                        .exception();
        };
    }

    private Reply accept(Call call) {
        Committed<AcceptOutcome> outcome = acceptance.accept(call.caller(), call.requestId(), device(call), set(call));
        return switch (outcome.value()) {
            case AcceptOutcome.Accepted accepted -> inForce(outcome, Reply.empty(204));
            case AcceptOutcome.AlreadyAccepted already -> inForce(outcome, Reply.empty(204));
            case AcceptOutcome.LimitReached full ->
                Reply.refused(Refusal.unprocessable(
                        "acceptance.limit-reached",
                        "The maximum number of accepted devices is reached: decommission or reject one first."));
            case AcceptOutcome.UnknownDevice unknown -> Reply.refused(unknownDevice());
            case AcceptOutcome.NotFrom from -> Reply.refused(notFrom(from.standing()));
        };
    }

    private Reply withdrawn(Committed<WithdrawOutcome> outcome) {
        return switch (outcome.value()) {
            case WithdrawOutcome.Withdrawn withdrawn -> inForce(outcome, Reply.empty(204));
            case WithdrawOutcome.AlreadySo already -> inForce(outcome, Reply.empty(204));
            case WithdrawOutcome.UnknownDevice unknown -> Reply.refused(unknownDevice());
            case WithdrawOutcome.NotFrom from -> Reply.refused(notFrom(from.standing()));
        };
    }

    private Reply dismiss(Call call) {
        Committed<DismissOutcome> outcome =
                acceptance.dismiss(call.caller(), call.requestId(), device(call), set(call));
        return switch (outcome.value()) {
            case DismissOutcome.Dismissed dismissed -> inForce(outcome, Reply.empty(204));
            case DismissOutcome.DismissedWithDevice gone -> inForce(outcome, Reply.empty(204));
            case DismissOutcome.UnknownDevice unknown -> inForce(outcome, Reply.refused(unknownDevice()));
        };
    }

    private Reply decommission(Call call) {
        Committed<DecommissionOutcome> outcome = acceptance.decommission(call.caller(), call.requestId(), device(call));
        return switch (outcome.value()) {
            case DecommissionOutcome.Decommissioned gone -> inForce(outcome, Reply.empty(204));
            case DecommissionOutcome.UnknownDevice unknown -> inForce(outcome, Reply.refused(unknownDevice()));
        };
    }

    private Reply revoke(Call call) {
        AuthSetId token = AuthSetId.parse(call.parameter("id"))
                .orElseThrow(() -> unknownToken().exception());
        Committed<RevokeOutcome> outcome = acceptance.revokeTokens(call.caller(), call.requestId(), token);
        return switch (outcome.value()) {
            case RevokeOutcome.Revoked revoked -> inForce(outcome, Reply.empty(204));
            case RevokeOutcome.UnknownToken unknown -> Reply.refused(unknownToken());
        };
    }

    private Reply limit(Call call) {
        int onTheWire = switch (limits.of(call.caller().tenant()).limit()) {
            case DeviceLimit.Unlimited unlimited -> UNLIMITED_ON_THE_WIRE;
            case DeviceLimit.AtMost most -> most.devices();
        };
        return Reply.json(Json.object().put("limit", onTheWire));
    }

    /** Answers when the change is in force here; names the nodes where it is not yet. */
    private Reply inForce(Committed<?> committed, Reply reply) {
        return inForce.answer(committed.seq(), reply);
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id"))
                .orElseThrow(() -> unknownDevice().exception());
    }

    private static AuthSetId set(Call call) {
        return AuthSetId.parse(call.parameter("aid"))
                .orElseThrow(() -> unknownDevice().exception());
    }

    private static Refusal unknownDevice() {
        return Refusal.notFound("device.unknown", "There is no such device or auth set.");
    }

    private static Refusal unknownToken() {
        return Refusal.notFound("token.unknown", "There is no such token.");
    }

    private static Refusal notFrom(Standing standing) {
        return Refusal.unprocessable(
                "acceptance.not-from-" + standing.wireName(),
                "An auth set that is " + standing.wireName() + " cannot be changed so: dismiss it instead.");
    }
}
