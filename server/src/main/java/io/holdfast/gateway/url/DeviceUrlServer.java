package io.holdfast.gateway.url;

import io.holdfast.access.Caller;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlMode;
import io.holdfast.gateway.forward.DeviceStreams;
import io.holdfast.platform.clock.Clock;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers requests for device URLs: says who may come in, and passes on what he asks and what he gets. On the request's event loop, with
 * no statement. Who shows nothing that lets him in gets the same answer whether or not there is such a URL.
 */
public final class DeviceUrlServer {
    private static final Set<String> CODE = Set.of("script", "style", "worker", "sharedworker", "serviceworker");

    private final Parts parts;
    private final UrlEntrance entrance;
    private final UrlLimits limits;
    private final ExchangeParts passing;
    private final Set<Exchange> live = ConcurrentHashMap.newKeySet();

    /**
     * What it is made of.
     *
     * @param server where people reach the server, for signing in
     * @param behindTls whether visitors speak HTTPS although a request came without
     */
    public record Parts(
            FleetImage image,
            UrlAddresses addresses,
            UrlGate gate,
            UrlPasses passes,
            VisitorSessions sessions,
            UrlVisits visits,
            DeviceStreams streams,
            OfflineSince offline,
            URI server,
            boolean behindTls,
            Clock clock) {}

    public DeviceUrlServer(Parts parts) {
        this.parts = parts;
        this.entrance = new UrlEntrance(parts);
        this.limits = new UrlLimits(parts.clock());
        this.passing =
                new ExchangeParts(parts.streams(), new UpstreamPool(), new DeviceTls(), parts.offline(), parts.clock());
    }

    /** Answers the request if it is for a device URL; false when it is for somebody else. */
    public boolean took(HttpServerRequest request) {
        if (parts.addresses().domain().isPresent()) {
            HostAndPort authority = request.authority();
            Optional<String> label =
                    authority == null ? Optional.empty() : parts.addresses().label(authority.host());
            label.ifPresent(text -> ofHost(request, text, authority));
            return label.isPresent();
        }
        String uri = request.uri();
        boolean ours = uri != null && uri.startsWith(UrlAddresses.PATH);
        if (ours) {
            ofPath(request, uri);
        }
        return ours;
    }

    private void ofHost(HttpServerRequest request, String text, HostAndPort authority) {
        String uri = request.uri();
        Optional<UrlLabel> label = UrlLabel.parse(text);
        if (uri == null || !uri.startsWith("/")) {
            TroublePages.answer(request, UrlTrouble.MALFORMED);
        } else if (label.isEmpty()) {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
        } else {
            String origin = (https(request) ? "https://" : "http://") + authority;
            handle(request, UrlPlace.ofHost(label.get(), origin, uri));
        }
    }

    private void ofPath(HttpServerRequest request, String uri) {
        AnswerForVisitor.shutIn(request.response().headers());
        Optional<UrlPlace> place = UrlPlace.ofPath(uri);
        // A page of this server's own that was made to load a device's code: never ours, and the sandbox is another
        // site.
        boolean asCode = "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                        && CODE.contains(String.valueOf(request.getHeader("Sec-Fetch-Dest")))
                || request.headers().contains("Service-Worker");
        if (place.isEmpty() || asCode) {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
        } else {
            handle(request, place.get());
        }
    }

    private boolean https(HttpServerRequest request) {
        return request.isSSL() || parts.behindTls();
    }

    private void handle(HttpServerRequest request, UrlPlace place) {
        if (request.version() != HttpVersion.HTTP_1_1) {
            TroublePages.answer(request, UrlTrouble.HTTP_VERSION);
        } else if (place.own()) {
            entrance.enter(request, place, https(request));
        } else {
            judge(request, place);
        }
    }

    private void judge(HttpServerRequest request, UrlPlace place) {
        String address = address(request);
        Optional<String> pass =
                place.ownHost() ? UrlCookies.pass(request.headers().getAll(HttpHeaders.COOKIE)) : place.pass();
        UrlGate.Asking asking = new UrlGate.Asking(
                place.label(),
                pass,
                Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION)),
                address,
                // In the path form a pass in the path is a page's own; without one, other sites' pages would be let in
                // as visitors.
                (place.ownHost() || place.pass().isEmpty()) && foreign(request, place));
        switch (parts.gate().judge(asking)) {
            case UrlGate.Verdict.Admitted admitted -> signedIn(request, place, admitted, address);
            case UrlGate.Verdict.AskPassword ignored -> {
                request.response().putHeader("WWW-Authenticate", "Basic realm=\"device\", charset=\"UTF-8\"");
                TroublePages.answer(request, UrlTrouble.PASSWORD);
            }
            case UrlGate.Verdict.NotKnown ignored -> entrance.signIn(request, place, https(request));
            case UrlGate.Verdict.Ended ignored -> TroublePages.answer(request, UrlTrouble.ENDED);
        }
    }

    /**
     * Whether another site's page makes the browser ask, and be it another device's: they share a parent domain, so that browsers send
     * them each other's cookies. Going to a page is not asking.
     */
    private static boolean foreign(HttpServerRequest request, UrlPlace place) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean elsewhere = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean sent = origin != null && !origin.equals(place.base());
        // Into a frame of another's page is not where a person goes.
        String into = request.getHeader("Sec-Fetch-Dest");
        boolean goes = "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
                && request.method().name().equals("GET")
                && (into == null || into.equals("document"));
        return (elsewhere || sent) && !goes;
    }

    private void signedIn(
            HttpServerRequest request, UrlPlace place, UrlGate.Verdict.Admitted admitted, String address) {
        EventExecutor loop = loop();
        Optional<Caller> person = caller(admitted.url(), admitted.visitor());
        if (person.isEmpty()) {
            admitted(request, place, admitted, address, loop);
            return;
        }
        request.pause();
        parts.sessions()
                .standing(person.get())
                .thenAccept(standing -> onLoop(loop, () -> {
                    switch (standing) {
                        case SIGNED_IN -> admitted(request, place, admitted, address, loop);
                        case SIGNED_OUT -> entrance.signIn(request, place, https(request));
                        case UNTOLD -> TroublePages.answer(request, UrlTrouble.SESSION_UNTOLD);
                    }
                }));
    }

    static Optional<Caller> caller(DeviceUrl url, Visitor visitor) {
        return visitor instanceof Visitor.Person person
                ? Optional.of(new Caller(url.tenant(), person.user(), person.session()))
                : Optional.empty();
    }

    private static void onLoop(EventExecutor loop, Runnable part) {
        if (loop.inEventLoop()) {
            part.run();
        } else {
            loop.execute(part);
        }
    }

    private static EventExecutor loop() {
        return ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
    }

    private void admitted(
            HttpServerRequest request,
            UrlPlace place,
            UrlGate.Verdict.Admitted admitted,
            String address,
            EventExecutor loop) {
        boolean bare =
                !place.ownHost() && place.pass().isEmpty() && !(admitted.url().mode() instanceof UrlMode.Open);
        if (bare) {
            // In the sandbox a browser sends no cookie and no password: what lets him in goes into the path.
            entrance.letIn(request, place, admitted, place.rest());
            return;
        }
        Optional<UrlTrouble> full =
                limits.enter(admitted.url().id(), admitted.url().tenant());
        if (full.isPresent()) {
            TroublePages.answer(request, full.get());
            return;
        }
        parts.visits().came(admitted.url(), admitted.visitor(), address);
        pass(request, place, admitted, address, loop);
    }

    private void pass(
            HttpServerRequest request,
            UrlPlace place,
            UrlGate.Verdict.Admitted admitted,
            String address,
            EventExecutor loop) {
        boolean websocket = websocket(request);
        if (websocket || TroublePages.hasBody(request)) {
            request.pause();
        }
        HttpRequest head;
        try {
            head = RequestForDevice.head(
                    request.method().name(),
                    request.headers(),
                    admitted.url(),
                    new RequestForDevice.Side(
                            place,
                            address,
                            https(request),
                            String.valueOf(request.authority()),
                            websocket,
                            admitted.url().mode() instanceof UrlMode.Basic));
        } catch (IllegalArgumentException ambiguous) {
            limits.leave(admitted.url().id(), admitted.url().tenant());
            TroublePages.answer(request, UrlTrouble.MALFORMED);
            return;
        }
        Exchange[] made = new Exchange[1];
        Exchange exchange = new Exchange(passing, request, admitted, place, head, loop, () -> {
            live.remove(made[0]);
            limits.leave(admitted.url().id(), admitted.url().tenant());
        });
        made[0] = exchange;
        live.add(exchange);
        exchange.begin();
    }

    private static boolean websocket(HttpServerRequest request) {
        return request.method().name().equals("GET")
                && "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && HopByHop.lists(request.headers().getAll(HttpHeaders.CONNECTION), "upgrade")
                && !TroublePages.hasBody(request);
    }

    /** Where the connection comes from, as text without a zone. */
    static String address(HttpServerRequest request) {
        String address = String.valueOf(request.remoteAddress().hostAddress());
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** What goes through now; for a gauge. */
    public int inFlight() {
        return limits.inFlight();
    }

    /** Ends what may not go on: of URLs that were changed or closed, of people who have signed out, and what has not moved. */
    public void look() {
        long now = parts.clock().monotonicNanos();
        for (Exchange exchange : live) {
            Optional<Caller> person = caller(exchange.url(), exchange.visitor());
            person.ifPresent(parts.sessions()::stays);
            boolean stands = parts.gate().stands(exchange.url(), exchange.visitor())
                    && person.filter(parts.sessions()::ended).isEmpty()
                    && !exchange.idle(now);
            if (!stands) {
                exchange.loop().execute(exchange::cut);
            }
        }
    }
}
