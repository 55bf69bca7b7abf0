package io.holdfast.api.holdfast;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.InForce;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.exposure.ListedUrl;
import io.holdfast.exposure.UrlChange;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Device URLs: list, make, change, rotate, take away; and links to them for others. */
public final class DeviceUrlRoutes {
    private static final String ALL = "/api/management/v1/holdfast/devices/{id}/urls";
    private static final String ONE = ALL + "/{url}";

    /** What a link is good for at most; longer ones are made again. */
    public static final Duration LINK_MAX = Duration.ofDays(90);

    private static final Duration LINK_DEFAULT = Duration.ofHours(24);
    private static final Duration LINK_MIN = Duration.ofMinutes(1);

    private static final Refusal UNKNOWN = Refusal.notFound("url.unknown", "there is no such device, or URL of it");
    private static final Refusal TOO_MANY = Refusal.unprocessable(
            "url.too-many", "a device has at most " + DeviceUrls.PER_DEVICE_MAX + " URLs; delete one first");
    private static final Refusal NOT_FOR_LINKS =
            Refusal.unprocessable("url.not-for-links", "only a URL of mode link is opened by links");

    private final DeviceUrls urls;
    private final UrlInvitations invitations;
    private final InForce inForce;
    private final Clock clock;

    public DeviceUrlRoutes(DeviceUrls urls, UrlInvitations invitations, Propagation propagation, Clock clock) {
        this.urls = urls;
        this.invitations = invitations;
        this.inForce = new InForce(propagation);
        this.clock = clock;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(ALL, Policy.SIGNED_IN, this::list),
                Route.post(ALL, Policy.SIGNED_IN, BodyRule.JSON, this::create),
                Route.get(ONE, Policy.SIGNED_IN, this::show),
                Route.put(ONE, Policy.SIGNED_IN, BodyRule.JSON, this::change),
                Route.delete(ONE, Policy.SIGNED_IN, this::delete),
                Route.post(ONE + "/rotate", Policy.SIGNED_IN, BodyRule.NONE, this::rotate),
                Route.post(ONE + "/links", Policy.SIGNED_IN, BodyRule.JSON, this::link));
    }

    private Reply list(Call call) {
        ArrayNode list = Json.array();
        urls.of(call.caller(), device(call)).forEach(listed -> list.add(json(call, listed)));
        return Reply.json(list);
    }

    private Reply show(Call call) {
        return Reply.json(json(call, listed(call)));
    }

    private Reply create(Call call) {
        Committed<UrlChange> made =
                urls.create(call.caller(), call.requestId(), device(call), UrlBody.read(call.body()));
        return answer(call, made, 201);
    }

    private Reply change(Call call) {
        return answer(
                call,
                urls.change(call.caller(), call.requestId(), device(call), id(call), UrlBody.read(call.body())),
                200);
    }

    private Reply rotate(Call call) {
        return answer(call, urls.rotate(call.caller(), call.requestId(), device(call), id(call)), 200);
    }

    private Reply delete(Call call) {
        Committed<Boolean> gone = urls.delete(call.caller(), call.requestId(), device(call), id(call));
        return inForce.answer(gone.seq(), gone.value() ? Reply.empty(204) : Reply.refused(UNKNOWN));
    }

    private Reply answer(Call call, Committed<UrlChange> change, int status) {
        Reply reply = switch (change.value()) {
            case UrlChange.Done done -> {
                Reply plain = Reply.json(status, json(call, done.url(), done.password()));
                Reply told = done.password().isPresent() ? plain.once() : plain;
                yield status == 201
                        ? told.header("Location", call.path() + "/" + done.url().id())
                        : told;
            }
            case UrlChange.Unknown ignored -> Reply.refused(UNKNOWN);
            case UrlChange.TooMany ignored -> Reply.refused(TOO_MANY);
        };
        return inForce.answer(change.seq(), reply);
    }

    private Reply link(Call call) {
        Fields fields = Fields.ofOptional(call.body(), Set.of("seconds"));
        Duration span = Duration.ofSeconds(fields.wholeNumber("seconds").orElse(LINK_DEFAULT.toSeconds()));
        if (span.compareTo(LINK_MIN) < 0 || span.compareTo(LINK_MAX) > 0) {
            throw Refusal.badRequest(
                            "url.seconds",
                            "\"seconds\": a link is good for " + LINK_MIN.toSeconds() + " to " + LINK_MAX.toSeconds())
                    .exception();
        }
        DeviceUrl url = listed(call).url();
        if (!(url.mode() instanceof UrlMode.Link)) {
            return Reply.refused(NOT_FOR_LINKS);
        }
        UrlInvitations.Link link = invitations.link(url, clock.now().plus(span), call.publicUrl());
        if (!urls.linked(call.caller(), call.requestId(), url, link.id(), link.expires())) {
            return Reply.refused(UNKNOWN);
        }
        return Reply.json(
                        201,
                        Json.object()
                                .put("id", link.id())
                                .put("address", link.address().reveal())
                                .put("expires", link.expires().toString()))
                .once();
    }

    private ListedUrl listed(Call call) {
        return urls.find(call.caller(), device(call), id(call)).orElseThrow(UNKNOWN::exception);
    }

    private ObjectNode json(Call call, ListedUrl listed) {
        ObjectNode json = json(call, listed.url(), Optional.empty())
                .put("created_ts", listed.created().toString())
                .put("hits", listed.hits());
        listed.lastHit().ifPresent(at -> json.put("last_hit_ts", at.toString()));
        return json;
    }

    private ObjectNode json(Call call, DeviceUrl url, Optional<SecretText> password) {
        ObjectNode json = Json.object()
                .put("id", url.id().toString())
                .put("address", invitations.address(url, call.publicUrl()))
                .put("port", url.target().port())
                .put("transport", url.target().transport().label())
                .put("mode", url.mode().label())
                .put("enabled", url.enabled());
        url.target().host().ifPresent(host -> json.put("host", host));
        url.expires().ifPresent(end -> json.put("expires", end.toString()));
        if (url.mode() instanceof UrlMode.Basic basic) {
            json.put("user", basic.user());
        }
        if (url.mode() instanceof UrlMode.Addresses some) {
            some.networks().forEach(network -> json.withArray("networks").add(network.text()));
        }
        password.ifPresent(made -> json.put("password", made.reveal()));
        return json;
    }

    private static DeviceId device(Call call) {
        return DeviceId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }

    private static UrlId id(Call call) {
        return UrlId.parse(call.parameter("url")).orElseThrow(UNKNOWN::exception);
    }
}
