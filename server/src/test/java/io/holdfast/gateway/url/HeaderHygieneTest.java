package io.holdfast.gateway.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.exposure.DeviceUrl;
import io.holdfast.exposure.Network;
import io.holdfast.exposure.Slug;
import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlMode;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What passes between a visitor and a device, header by header, on a host of its own and in the sandbox. */
class HeaderHygieneTest {
    private static final String HOST = "abcdefghij234567--80.devices.test";

    private static DeviceUrl url(Optional<String> host, UrlTarget.Transport transport) {
        return new DeviceUrl(
                TenantId.random(),
                UrlId.random(),
                DeviceId.random(),
                new Slug("abcdefghij234567"),
                new UrlTarget(80, transport, host),
                new UrlMode.Open(),
                true,
                Optional.empty(),
                1);
    }

    private static final DeviceUrl URL = url(Optional.empty(), UrlTarget.Transport.HTTP);

    private static UrlPlace ownHost(String target) {
        return UrlPlace.ofHost(UrlLabel.parse(URL.label()).orElseThrow(), "https://" + HOST, target);
    }

    private static UrlPlace sandbox(String rest) {
        return UrlPlace.ofPath("/u/" + URL.label() + "/~pass" + rest).orElseThrow();
    }

    private static HttpRequest sent(UrlPlace place, boolean ownAuthorization, MultiMap headers) {
        String host = place.ownHost() ? HOST : "fleet.test";
        return RequestForDevice.head(
                "GET",
                headers,
                URL,
                new RequestForDevice.Side(place, "2001:db8::1", true, host, false, ownAuthorization));
    }

    private static MultiMap of(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private record Case(String name, String value, Optional<String> onHost, Optional<String> inSandbox) {
        static Case kept(String name, String value) {
            return new Case(name, value, Optional.of(value), Optional.of(value));
        }

        static Case dropped(String name, String value) {
            return new Case(name, value, Optional.empty(), Optional.empty());
        }
    }

    @Test
    void each_header_of_a_request_is_kept_dropped_or_said_anew() {
        Optional<String> none = Optional.empty();
        for (Case one : List.of(
                Case.kept("Accept", "text/html"),
                Case.kept("If-None-Match", "\"x\""),
                Case.kept("Range", "bytes=0-1"),
                Case.kept("X-Own", "1"),
                Case.kept("Origin", "null"),
                Case.kept("Referer", "https://elsewhere.test/"),
                Case.dropped("Keep-Alive", "timeout=5"),
                Case.dropped("TE", "trailers"),
                Case.dropped("Trailer", "X"),
                Case.dropped("Upgrade", "h2c"),
                Case.dropped("HTTP2-Settings", "x"),
                Case.dropped("Proxy-Authorization", "Basic eA=="),
                Case.dropped("Proxy-Connection", "keep-alive"),
                Case.dropped("Proxy", "http://evil"),
                Case.dropped("Expect", "100-continue"),
                Case.dropped("Via", "1.1 x"),
                Case.dropped("X-Real-IP", "6.6.6.6"),
                Case.dropped("X-Forwarded-Server", "evil"),
                Case.dropped("X-Forwarded-Ssl", "off"),
                Case.dropped("X_Forwarded_For", "6.6.6.6"),
                Case.dropped("X-Forwarded_For", "6.6.6.6"),
                Case.dropped("Content_Length", "5"),
                new Case("Host", "evil", Optional.of("localhost:80"), Optional.of("localhost:80")),
                new Case("X-Forwarded-For", "6.6.6.6", Optional.of("2001:db8::1"), Optional.of("2001:db8::1")),
                new Case("X-Forwarded-Proto", "http", Optional.of("https"), Optional.of("https")),
                new Case("X-Forwarded-Host", "evil", Optional.of(HOST), Optional.of("fleet.test")),
                new Case(
                        "Forwarded",
                        "for=6.6.6.6",
                        Optional.of("for=\"[2001:db8::1]\";host=\"" + HOST + "\";proto=https"),
                        Optional.of("for=\"[2001:db8::1]\";host=\"fleet.test\";proto=https")),
                new Case("Authorization", "Bearer x", Optional.of("Bearer x"), none),
                new Case("Cookie", "a=1; b=2", Optional.of("a=1; b=2"), none),
                new Case("Cookie", UrlCookies.NAME + "=p; a=1", Optional.of("a=1"), none),
                new Case("Cookie", UrlCookies.NAME.toUpperCase(java.util.Locale.ROOT) + "=p", none, none),
                new Case(
                        "Origin",
                        "https://" + HOST,
                        Optional.of("http://localhost:80"),
                        Optional.of("https://" + HOST)),
                new Case("Origin", "https://fleet.test", Optional.of("https://fleet.test"), none),
                new Case(
                        "Referer",
                        "https://" + HOST + "/a?b",
                        Optional.of("http://localhost:80/a?b"),
                        Optional.of("https://" + HOST + "/a?b")),
                new Case(
                        "Referer",
                        "https://fleet.test/devices/secret",
                        Optional.of("https://fleet.test/devices/secret"),
                        none))) {
            String as = one.name() + ": " + one.value();
            assertThat(Optional.ofNullable(sent(ownHost("/"), false, of(one.name(), one.value()))
                            .headers()
                            .get(one.name())))
                    .as(as)
                    .isEqualTo(one.onHost());
            assertThat(Optional.ofNullable(sent(sandbox("/"), false, of(one.name(), one.value()))
                            .headers()
                            .get(one.name())))
                    .as("in the sandbox " + as)
                    .isEqualTo(one.inSandbox());
        }
        assertThat(sent(ownHost("/"), true, of("Authorization", "Basic x"))
                        .headers()
                        .contains("Authorization"))
                .isFalse();
        assertThat(sent(ownHost("/"), false, of("Connection", "close, X-Hop").add("X-Hop", "1"))
                        .headers())
                .noneMatch(header -> header.getKey().equalsIgnoreCase("x-hop")
                        || header.getKey().equalsIgnoreCase("connection"));
    }

    @Test
    void what_could_be_read_in_two_ways_is_not_passed_on() {
        for (String target : List.of("*", "http://evil/", "x", "/a b", "/a\tb", "/\u00e9", "/a\u0000")) {
            assertThatThrownBy(() -> sent(ownHost(target), false, MultiMap.caseInsensitiveMultiMap()))
                    .as(target)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (MultiMap headers : List.of(
                of("X-A", "1\r\nX-B: 2"),
                of("X-A", "1\n2"),
                of("X-A", "1\u00002"),
                of("X A", "1"),
                of("X-A ", "1"),
                of("X\u0000A", "1"),
                of("Content-Length", "+1"),
                of("Content-Length", "1, 1"),
                of("Content-Length", "1").add("Content-Length", "2"))) {
            assertThatThrownBy(() -> sent(ownHost("/"), false, headers))
                    .as(headers.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static MultiMap told(UrlPlace place, HttpHeaders headers) {
        return told(place, headers, URL);
    }

    private static MultiMap told(UrlPlace place, HttpHeaders headers, DeviceUrl url) {
        MultiMap to = MultiMap.caseInsensitiveMultiMap();
        AnswerForVisitor.head(headers, to, url, place, true);
        return to;
    }

    @Test
    void no_cache_that_many_share_keeps_what_not_everybody_may_see() {
        Map<String, String> cases = Map.ofEntries(
                Map.entry("", "private"),
                Map.entry("max-age=60", "max-age=60, private"),
                Map.entry("public", "private"),
                Map.entry("Public, max-age=60, s-maxage=3600", "max-age=60, private"),
                Map.entry("s-maxage=1,public,S-MaxAge=\"2\"", "private"),
                Map.entry("no-store", "no-store"),
                Map.entry("private, max-age=1", "private, max-age=1"),
                Map.entry("private=\"a, public\"", "private=\"a, public\", private"),
                Map.entry("no-cache=\"a, private\"", "no-cache=\"a, private\", private"),
                Map.entry("max-age=\"1", "no-store"),
                Map.entry("a=\"\\\", public\", public", "a=\"\\\", public\", private"),
                Map.entry("a=\"" + ",\\\\".repeat(20_000) + "\"", "a=\"" + ",\\\\".repeat(20_000) + "\", private"));
        for (UrlMode mode : List.of(
                new UrlMode.Private(),
                new UrlMode.Link(),
                new UrlMode.Addresses(List.of(new Network("192.0.2.0/24"))))) {
            DeviceUrl closed = new DeviceUrl(
                    URL.tenant(), URL.id(), URL.device(), URL.slug(), URL.target(), mode, true, Optional.empty(), 1);
            cases.forEach((said, kept) -> {
                HttpHeaders headers = new DefaultHttpHeaders();
                List<String> theirs = List.of(
                        "CDN-Cache-Control", "Cloudflare-CDN-cache-control", "Surrogate-Control", "Edge-Control");
                theirs.forEach(name -> headers.add(name, "max-age=9"));
                if (!said.isEmpty()) {
                    headers.add("Cache-Control", said);
                }
                for (UrlPlace place : List.of(ownHost("/"), sandbox("/"))) {
                    MultiMap told = told(place, headers, closed);
                    assertThat(told.getAll("Cache-Control")).as(said).containsExactly(kept);
                    assertThat(theirs).noneMatch(told::contains);
                }
            });
        }
        HttpHeaders open = new DefaultHttpHeaders().add("Cache-Control", "public, max-age=60");
        assertThat(told(ownHost("/"), open).getAll("Cache-Control")).containsExactly("public, max-age=60");
    }

    @Test
    void each_header_of_an_answer_is_kept_dropped_or_said_anew() {
        Optional<String> none = Optional.empty();
        for (Case one : List.of(
                Case.kept("Content-Type", "text/html"),
                Case.kept("Content-Length", "5"),
                Case.kept("ETag", "\"x\""),
                Case.kept("Location", "https://elsewhere.test/"),
                Case.kept("Location", "//elsewhere.test/"),
                Case.kept("Location", "relative"),
                Case.dropped("Transfer-Encoding", "chunked"),
                Case.dropped("Keep-Alive", "timeout=5"),
                Case.dropped("Clear-Site-Data", "\"*\""),
                Case.dropped("Alt-Svc", "h3"),
                Case.dropped("X-Accel-Redirect", "/internal/secret"),
                Case.dropped("x-accel-buffering", "no"),
                Case.dropped("X-Sendfile", "/etc/passwd"),
                Case.dropped("X-LIGHTTPD-send-file", "/etc/passwd"),
                Case.dropped("Strict-Transport-Security", "max-age=1"),
                Case.dropped("NEL", "{}"),
                Case.dropped("Report-To", "{}"),
                Case.dropped("Public-Key-Pins", "x"),
                Case.dropped("Set-Cookie", UrlCookies.NAME + "=x; Path=/; Secure"),
                new Case(
                        "Set-Cookie",
                        "a=b; Path=/; DOMAIN=devices.test; Secure",
                        Optional.of("a=b; Path=/; Secure"),
                        none),
                new Case("Service-Worker-Allowed", "/", Optional.of("/"), none),
                new Case("WWW-Authenticate", "Basic", Optional.of("Basic"), none),
                new Case("Access-Control-Allow-Origin", "*", Optional.of("*"), Optional.of("null")),
                new Case("Referrer-Policy", "unsafe-url", Optional.of("unsafe-url"), Optional.of("no-referrer")),
                new Case(
                        "Location",
                        "/next",
                        Optional.of("/next"),
                        Optional.of(sandbox("/").base() + "/next")),
                new Case(
                        "Location",
                        "http://localhost:80/next?x",
                        Optional.of("https://" + HOST + "/next?x"),
                        Optional.of(sandbox("/").base() + "/next?x")),
                new Case(
                        "Location",
                        "http://localhost:80",
                        Optional.of("https://" + HOST + "/"),
                        Optional.of(sandbox("/").base() + "/")),
                new Case(
                        "Location",
                        "http://localhost:8080/",
                        Optional.of("http://localhost:8080/"),
                        Optional.of("http://localhost:8080/")))) {
            HttpHeaders headers = new DefaultHttpHeaders().add(one.name(), one.value());
            String as = one.name() + ": " + one.value();
            assertThat(Optional.ofNullable(told(ownHost("/"), headers).get(one.name())))
                    .as(as)
                    .isEqualTo(one.onHost());
            assertThat(Optional.ofNullable(told(sandbox("/"), headers).get(one.name())))
                    .as("in the sandbox " + as)
                    .isEqualTo(one.inSandbox());
        }
    }

    @Test
    void the_sandbox_stands_beside_the_devices_own_policy() {
        HttpHeaders headers = new DefaultHttpHeaders().add("Content-Security-Policy", "sandbox allow-same-origin");

        assertThat(told(sandbox("/"), headers).getAll("Content-Security-Policy"))
                .containsExactly("sandbox allow-same-origin", AnswerForVisitor.SANDBOX);
        assertThat(AnswerForVisitor.SANDBOX).doesNotContain("allow-same-origin").doesNotContain("top-navigation");
    }

    @Test
    void a_path_is_taken_apart_where_it_says() {
        Map<String, List<String>> cases = Map.of(
                "/u/abcdefghij234567--80", List.of("", "/"),
                "/u/abcdefghij234567--80?x=/~y/", List.of("", "/?x=/~y/"),
                "/u/abcdefghij234567--80/a/~b", List.of("", "/a/~b"),
                "/u/abcdefghij234567--80/~p.q", List.of("p.q", "/"),
                "/u/abcdefghij234567--80/~p.q/a?b", List.of("p.q", "/a?b"),
                "/u/abcdefghij234567--80/~p.q?b", List.of("p.q", "/?b"));
        cases.forEach((uri, parts) -> {
            UrlPlace place = UrlPlace.ofPath(uri).orElseThrow();
            assertThat(List.of(place.pass().orElse(""), place.rest())).as(uri).isEqualTo(parts);
        });
    }
}
