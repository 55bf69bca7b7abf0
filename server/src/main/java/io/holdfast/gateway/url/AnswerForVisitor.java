package io.holdfast.gateway.url;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.UrlMode;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The head of a device's answer as the visitor's browser gets it. */
final class AnswerForVisitor {
    /**
     * What a device must not say for more than itself: cookies of all hosts of the domain, other services, reports of the network, and
     * how this server is to be reached.
     */
    private static final Set<String> NOT_THE_DEVICES = Set.of(
            "clear-site-data",
            "alt-svc",
            "nel",
            "report-to",
            "public-key-pins",
            "public-key-pins-report-only",
            "strict-transport-security",
            "set-cookie2",
            // Orders to a web server in front of this one: files of its own disk, other places of its own.
            "x-sendfile",
            "x-lighttpd-send-file");

    /** As {@code X-Accel-Redirect}: orders to nginx. */
    private static final String TO_THE_PROXY = "x-accel-";

    /** On this server's own origin, nothing that outlives the page or tells where it is. */
    private static final Set<String> NOT_IN_THE_SANDBOX = Set.of(
            "set-cookie",
            "service-worker-allowed",
            "referrer-policy",
            "www-authenticate",
            "access-control-allow-origin",
            "access-control-allow-credentials");

    /**
     * A page in it has an origin of its own that is nobody's: it cannot read this server's cookies, storage or answers, and what it
     * asks of this server's API comes without the person's cookie.
     */
    static final String SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads";

    private AnswerForVisitor() {}

    static void head(HttpHeaders from, MultiMap to, DeviceUrl url, UrlPlace place, boolean framed) {
        Set<String> hops = HopByHop.of(from.getAll("Connection"));
        for (Map.Entry<String, String> header : from) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            boolean shut = !place.ownHost() && NOT_IN_THE_SANDBOX.contains(name);
            if (!hops.contains(name) && !forOthers(name) && !shut) {
                other(name, header, to, url, place, framed);
            }
        }
        if (!(url.mode() instanceof UrlMode.Open)) {
            SharedCaches.shutOut(to);
        }
        if (!place.ownHost()) {
            shutIn(to);
        }
    }

    private static boolean forOthers(String name) {
        return NOT_THE_DEVICES.contains(name) || name.startsWith(TO_THE_PROXY);
    }

    /** Shuts whatever is answered on this server's own origin into the sandbox. */
    static void shutIn(MultiMap headers) {
        headers.add("Content-Security-Policy", SANDBOX); // beside the device's own: both hold
        headers.set("Referrer-Policy", "no-referrer"); // the address may have a pass in it
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Access-Control-Allow-Origin", "null"); // the sandbox's, without cookies
    }

    private static void other(
            String name, Map.Entry<String, String> header, MultiMap to, DeviceUrl url, UrlPlace place, boolean framed) {
        switch (name) {
            case "set-cookie" ->
                UrlCookies.fromDevice(header.getValue()).ifPresent(cookie -> to.add("Set-Cookie", cookie));
            case "location", "content-location" -> to.add(header.getKey(), location(header.getValue(), url, place));
            case "content-length" -> {
                if (framed) {
                    to.set("Content-Length", header.getValue());
                }
            }
            default -> to.add(header.getKey(), header.getValue());
        }
    }

    /** Where the program sends the visitor, as he reaches it: it knows itself as {@code localhost}. */
    static String location(String value, DeviceUrl url, UrlPlace place) {
        return local(value, url)
                .map(path -> place.base() + path)
                .orElseGet(() -> !place.ownHost() && value.startsWith("/") && !value.startsWith("//")
                        ? place.base() + value
                        : value);
    }

    private static Optional<String> local(String value, DeviceUrl url) {
        String bare = url.target().origin();
        String named = (url.target().transport().tls() ? "https://" : "http://") + "localhost:"
                + url.target().port();
        for (String origin : List.of(bare, named)) {
            if (value.equals(origin)) {
                return Optional.of("/");
            }
            if (value.startsWith(origin + "/") || value.startsWith(origin + "?")) {
                return Optional.of(value.substring(origin.length()));
            }
        }
        return Optional.empty();
    }
}
