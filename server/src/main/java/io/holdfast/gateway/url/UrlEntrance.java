package io.holdfast.gateway.url;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.access.Caller;
import io.holdfast.exposure.DeviceUrl;
import io.holdfast.platform.clock.Clock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where visitors get the pass by which they come and go: they bring one that stood in an address, or are sent to sign in. */
final class UrlEntrance {
    /** Where people are sent, on the server's own address; followed by the label and by where they wanted to go. */
    static final String SIGN_IN = "/device-urls/enter/";

    /** A working day and what is left of the evening; who has signed out is out within a second all the same. */
    static final Duration PASS = Duration.ofHours(12);

    private static final int TO_CHARS_MAX = 2_000;

    /** Used entries are remembered for longer than any is good. */
    private static final Duration USED_KEPT = Duration.ofMinutes(2);

    private static final int USED_MAX = 100_000;

    private final DeviceUrlServer.Parts parts;
    private final Cache<String, Boolean> used;

    UrlEntrance(DeviceUrlServer.Parts parts) {
        this.parts = parts;
        this.used = Caffeine.newBuilder()
                .expireAfterWrite(USED_KEPT)
                .maximumSize(USED_MAX)
                .build();
    }

    /** Sends a person to sign in, and tells programs that there is nothing: the same whether or not there is. */
    void signIn(HttpServerRequest request, UrlPlace place, boolean https) {
        if (!TroublePages.navigates(request)) {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
        } else if (place.ownHost() && !https) {
            TroublePages.answer(request, UrlTrouble.NEEDS_HTTPS); // no browser would keep the pass
        } else {
            String to = place.rest().length() > TO_CHARS_MAX ? "/" : place.rest();
            go(request, base(parts.server()) + SIGN_IN + place.label() + "/" + encoded(to));
        }
    }

    private static String base(URI server) {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    static String encoded(String to) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(to.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code …/.holdfast/enter/PASS/TO} and {@code …/.holdfast/link/PASS}. */
    void enter(HttpServerRequest request, UrlPlace place, boolean https) {
        String rest = place.rest();
        int query = rest.indexOf('?');
        String[] words = (query < 0 ? rest : rest.substring(0, query))
                .substring(UrlPlace.OWN.length())
                .split("/", -1);
        if (place.ownHost() && !https) {
            TroublePages.answer(request, UrlTrouble.NEEDS_HTTPS);
        } else if (!request.method().name().equals("GET")) {
            TroublePages.answer(
                    request, UrlTrouble.UNKNOWN); // what looks at a link before its reader does must not use it
        } else if (words.length == 3 && words[0].equals("enter")) {
            person(request, place, words[1], destination(words[2]));
        } else if (words.length == 2 && words[0].equals("link")) {
            bearer(request, place, words[1]);
        } else {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
        }
    }

    /** Only a path of the same host: anything that a browser could read as another leads to the beginning. */
    static String destination(String encoded) {
        try {
            String to = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            boolean ours = to.startsWith("/")
                    && !to.startsWith("//")
                    && to.length() <= TO_CHARS_MAX
                    && to.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
            return ours ? to : "/";
        } catch (IllegalArgumentException notBase64) {
            return "/";
        }
    }

    private void person(HttpServerRequest request, UrlPlace place, String text, String to) {
        Optional<UrlPass> entry = parts.passes().read(text);
        Optional<DeviceUrl> url = entry.flatMap(pass -> parts.gate().exchange(place.label(), pass, UrlPass.Kind.ENTRY));
        Optional<Caller> caller =
                url.flatMap(found -> entry.flatMap(pass -> DeviceUrlServer.caller(found, pass.visitor())));
        if (entry.isEmpty()) {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
            return;
        }
        boolean first =
                caller.isPresent() && used.asMap().putIfAbsent(entry.get().nonce(), true) == null;
        if (first) {
            letIn(
                    request,
                    place,
                    new UrlGate.Verdict.Admitted(url.orElseThrow(), entry.get().visitor()),
                    to);
        } else {
            TroublePages.answer(request, UrlTrouble.ENDED);
        }
    }

    private void bearer(HttpServerRequest request, UrlPlace place, String text) {
        Optional<UrlPass> link = parts.passes().read(text);
        Optional<DeviceUrl> url = link.flatMap(pass -> parts.gate().exchange(place.label(), pass, UrlPass.Kind.LINK));
        if (link.isEmpty()) {
            TroublePages.answer(request, UrlTrouble.UNKNOWN);
        } else if (url.isEmpty()) {
            TroublePages.answer(request, UrlTrouble.ENDED);
        } else {
            give(request, place, url.get(), link.get().visitor(), link.get().expires(), "/");
        }
    }

    /** Gives him a pass and sends him where he wanted to go. */
    void letIn(HttpServerRequest request, UrlPlace place, UrlGate.Verdict.Admitted admitted, String to) {
        Clock clock = parts.clock();
        give(request, place, admitted.url(), admitted.visitor(), clock.now().plus(PASS), to);
    }

    private void give(
            HttpServerRequest request, UrlPlace place, DeviceUrl url, Visitor visitor, Instant until, String to) {
        String nonce = parts.passes().nonce();
        String pass = parts.passes().sign(new UrlPass(UrlPass.Kind.PASS, url.id(), url.epoch(), until, visitor, nonce));
        if (place.ownHost()) {
            Duration span = Duration.between(parts.clock().now(), until);
            request.response().headers().add(HttpHeaders.SET_COOKIE, UrlCookies.set(pass, span));
            go(request, to);
        } else {
            go(request, place.baseWith(pass) + to);
        }
    }

    private static void go(HttpServerRequest request, String location) {
        HttpServerResponse response = request.response()
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, location)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Referrer-Policy", "no-referrer");
        if (!response.closed()) {
            TroublePages.finish(request, new byte[0]);
        }
    }
}
