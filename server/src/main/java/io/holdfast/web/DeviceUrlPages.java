package io.holdfast.web;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Handler;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.api.holdfast.UrlBody;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.exposure.ListedUrl;
import io.holdfast.exposure.UrlChange;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlTerms;
import io.holdfast.feed.Committed;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.identity.Device;
import io.holdfast.identity.Devices;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.web.view.EnterView;
import io.holdfast.web.view.Notice;
import io.holdfast.web.view.Section;
import io.holdfast.web.view.UrlPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A device's URLs, and the way through which people come to them. */
final class DeviceUrlPages {
    private static final BodyRule FORM = new BodyRule.AtMost(8 * 1024);
    private static final String ALL = "/devices/{id}/urls";
    private static final String ONE = ALL + "/{url}";
    private static final Duration LINK = Duration.ofDays(1);

    private static final Refusal UNKNOWN = Refusal.notFound("url.unknown", "There is no such device URL.");
    private static final Refusal TOO_MANY =
            Refusal.unprocessable("url.too-many", "A device has at most " + DeviceUrls.PER_DEVICE_MAX + " URLs.");

    private final PageFrame frame;
    private final Devices devices;
    private final DeviceUrls urls;
    private final UrlInvitations invitations;
    private final UrlViews views;
    private final Clock clock;

    DeviceUrlPages(PageFrame frame, Devices devices, DeviceUrls urls, UrlInvitations invitations, Clock clock) {
        this.frame = frame;
        this.devices = devices;
        this.urls = urls;
        this.invitations = invitations;
        this.views = new UrlViews(frame, invitations, clock);
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, Policy.PAGE, call -> page(call, Optional.empty())),
                Route.post(ALL, Policy.PAGE, FORM, guarded(this::create)),
                Route.post(ONE + "/on", Policy.PAGE, FORM, guarded(call -> switched(call, true))),
                Route.post(ONE + "/off", Policy.PAGE, FORM, guarded(call -> switched(call, false))),
                Route.post(ONE + "/rotate", Policy.PAGE, FORM, guarded(this::rotate)),
                Route.post(ONE + "/delete", Policy.PAGE, FORM, guarded(this::delete)),
                Route.post(ONE + "/link", Policy.PAGE, FORM, guarded(this::link)),
                Route.get("/device-urls/enter/{label}/{to}", Policy.PAGE, this::enter));
    }

    private Handler guarded(Handler deed) {
        return call -> {
            frame.tokens().require(call);
            return deed.handle(call);
        };
    }

    private Reply page(Call call, Optional<UrlPage.Made> made) {
        Device device = DevicePages.find(devices, call);
        UrlPage view = views.page(device, urls.of(call.caller(), device.id()), call.publicUrl(), made);
        return frame.page(call, Section.DEVICES, "Device URLs", "device-urls", view);
    }

    private Reply create(Call call) {
        Device device = DevicePages.find(devices, call);
        List<String> networks = call.form("networks")
                .orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        UrlTerms terms = UrlBody.terms(
                number(call.form("port").orElse("")),
                call.form("transport").orElse("http"),
                call.form("host"),
                call.form("mode").orElse("private"),
                call.form("user"),
                networks,
                call.form("enabled").isPresent(),
                call.form("expires"));
        return told(call, urls.create(call.caller(), call.requestId(), device.id(), terms), Notice.URL_MADE);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            return 0; // which is no port
        }
    }

    private Reply switched(Call call, boolean on) {
        DeviceUrl url = listed(call).url();
        UrlTerms terms = UrlTerms.of(url).switched(on);
        return told(
                call,
                urls.change(call.caller(), call.requestId(), url.device(), url.id(), terms),
                on ? Notice.URL_ON : Notice.URL_OFF);
    }

    private Reply rotate(Call call) {
        DeviceUrl url = listed(call).url();
        return told(call, urls.rotate(call.caller(), call.requestId(), url.device(), url.id()), Notice.URL_ROTATED);
    }

    private Reply delete(Call call) {
        DeviceUrl url = listed(call).url();
        Committed<Boolean> gone = urls.delete(call.caller(), call.requestId(), url.device(), url.id());
        return frame.inForce(gone, back(call), Notice.URL_DELETED);
    }

    private Reply told(Call call, Committed<UrlChange> change, Notice notice) {
        return switch (change.value()) {
            case UrlChange.Done done ->
                done.password()
                        .map(password -> page(call, Optional.of(made(password))))
                        .orElseGet(() -> frame.inForce(change, back(call), notice));
            case UrlChange.Unknown ignored -> Reply.refused(UNKNOWN);
            case UrlChange.TooMany ignored -> Reply.refused(TOO_MANY);
        };
    }

    private static UrlPage.Made made(SecretText password) {
        return new UrlPage.Made("Password", password.reveal(), "It is shown this once; the server keeps only a hash.");
    }

    private Reply link(Call call) {
        DeviceUrl url = listed(call).url();
        UrlInvitations.Link link = invitations.link(url, clock.now().plus(LINK), call.publicUrl());
        if (!urls.linked(call.caller(), call.requestId(), url, link.id(), link.expires())) {
            return Reply.refused(UNKNOWN);
        }
        return page(
                call,
                Optional.of(
                        new UrlPage.Made(
                                "Link",
                                link.address().reveal(),
                                "Whoever has it may come in for a day, or until the address is changed. It is shown this once.")));
    }

    /** Not a redirect: a browser that comes from the sign-in form would not follow one to another host. */
    private Reply enter(Call call) {
        String address = invitations
                .entry(call.caller(), call.parameter("label"), call.parameter("to"), call.publicUrl())
                .orElseThrow(UNKNOWN::exception);
        return frame.page(call, Section.DEVICES, "On to the device", "device-url-enter", new EnterView(address))
                .header("Refresh", "0; url=" + address);
    }

    private ListedUrl listed(Call call) {
        Device device = DevicePages.find(devices, call);
        return UrlId.parse(call.parameter("url"))
                .flatMap(id -> urls.find(call.caller(), device.id(), id))
                .orElseThrow(UNKNOWN::exception);
    }

    private static String back(Call call) {
        return "/devices/" + call.parameter("id") + "/urls";
    }
}
