package io.holdfast.gateway.url;

import io.holdfast.exposure.DeviceUrl;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A visitor's request as the program on the device gets it. */
final class RequestForDevice {
    /** What says who asks, where and how: ours to say, since a visitor may say anything. */
    private static final Set<String> SAID_BY_US = Set.of(
            "host",
            "forwarded",
            "x-real-ip",
            "x-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "via",
            "proxy",
            "cookie",
            "expect",
            "content-length");

    private static final String FORWARDED = "x-forwarded-";

    private RequestForDevice() {}

    /**
     * What is known of the visitor's side.
     *
     * @param publicHost by which he reached the URL, with port
     * @param websocket whether he asks for an upgrade to it
     * @param ownAuthorization whether his {@code Authorization} header was for us
     */
    record Side(
            UrlPlace place,
            String address,
            boolean https,
            String publicHost,
            boolean websocket,
            boolean ownAuthorization) {}

    /** @throws IllegalArgumentException when a name or a value could be read in two ways */
    static HttpRequest head(String method, MultiMap headers, DeviceUrl url, Side side) {
        if (!plain(side.place().rest())) {
            throw new IllegalArgumentException("a target with blanks or letters that need escapes");
        }
        // Checked here: what was read is not written on without being held against the grammar again.
        HttpHeaders checked = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        Set<String> hops = HopByHop.of(headers.getAll("Connection"));
        checked.set(HttpHeaderNames.HOST, url.target().authority());
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (passes(name, hops)) {
                other(checked, name, header, url, side);
            }
        }
        if (side.place().ownHost()) {
            UrlCookies.forDevice(headers.getAll("Cookie")).ifPresent(rest -> checked.set(HttpHeaderNames.COOKIE, rest));
        }
        forwarded(checked, side);
        framed(checked, headers, side);
        return new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(method), side.place().rest(), checked);
    }

    private static boolean passes(String name, Set<String> hops) {
        // What hands headers on as variables takes X_Forwarded_For for X-Forwarded-For.
        boolean ambiguous = name.indexOf('_') >= 0;
        return !ambiguous && !hops.contains(name) && !SAID_BY_US.contains(name) && !name.startsWith(FORWARDED);
    }

    private static boolean plain(String target) {
        return target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static void other(
            HttpHeaders checked, String name, Map.Entry<String, String> header, DeviceUrl url, Side side) {
        switch (name) {
            case "authorization" -> {
                // On the server's own origin a browser adds what it knows for the server.
                if (side.place().ownHost() && !side.ownAuthorization()) {
                    checked.add(header.getKey(), header.getValue());
                }
            }
            // The program compares them with the host it was called by.
            case "origin", "referer" ->
                ours(header.getValue(), url, side).ifPresent(value -> checked.add(header.getKey(), value));
            default -> checked.add(header.getKey(), header.getValue());
        }
    }

    private static Optional<String> ours(String value, DeviceUrl url, Side side) {
        String origin = (side.https() ? "https://" : "http://") + side.publicHost();
        String here = side.place().ownHost() ? origin : origin + side.place().base();
        if (value.equals(origin) && side.place().ownHost() || value.startsWith(here + "/")) {
            return Optional.of(url.target().origin() + value.substring(here.length()));
        }
        // A page in the sandbox has no origin; what else stands on this server is none of the device's business.
        boolean tellsPass = !side.place().ownHost() && value.startsWith(origin);
        return tellsPass ? Optional.empty() : Optional.of(value);
    }

    private static void forwarded(HttpHeaders checked, Side side) {
        String scheme = side.https() ? "https" : "http";
        String node = side.address().indexOf(':') >= 0 ? "\"[" + side.address() + "]\"" : side.address();
        checked.set("X-Forwarded-For", side.address());
        checked.set("X-Forwarded-Proto", scheme);
        checked.set("X-Forwarded-Host", side.publicHost());
        if (!side.place().ownHost()) {
            checked.set("X-Forwarded-Prefix", UrlAddresses.PATH + side.place().label());
        }
        checked.set("Forwarded", "for=" + node + ";host=\"" + side.publicHost() + "\";proto=" + scheme);
    }

    /** Exactly one way to tell where the body ends: the reader before us has refused what has two. */
    private static void framed(HttpHeaders checked, MultiMap headers, Side side) {
        if (side.websocket()) {
            checked.set(HttpHeaderNames.CONNECTION, "Upgrade");
            checked.set(HttpHeaderNames.UPGRADE, "websocket");
            return;
        }
        List<String> lengths = headers.getAll("Content-Length");
        if (headers.contains("Transfer-Encoding")) {
            checked.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        } else if (!lengths.isEmpty()) {
            if (lengths.size() > 1 || !lengths.getFirst().chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IllegalArgumentException("a length that is not one number");
            }
            checked.set(HttpHeaderNames.CONTENT_LENGTH, lengths.getFirst());
        }
    }
}
