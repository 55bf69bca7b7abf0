package io.holdfast.gateway.url;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RequestId;
import io.holdfast.platform.json.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Says what is wrong: a page to a browser that a person looks at, JSON to everything else. Asks for nothing from anywhere. */
final class TroublePages {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$d</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1rem }
            small { opacity: .7 }
            </style>
            </head>
            <body>
            <h1>%2$s</h1>
            <p><small>%1$d · %3$s · %4$s</small></p>
            </body>
            </html>
            """;

    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private TroublePages() {}

    /** Whether a person looks at what is answered. */
    static boolean toPerson(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    /** Whether a browser goes to a page, rather than a page asking for something. */
    static boolean navigates(HttpServerRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String method = request.method().name();
        return (method.equals("GET") || method.equals("HEAD"))
                && toPerson(request)
                && (mode == null || mode.equals("navigate"));
    }

    static void answer(HttpServerRequest request, UrlTrouble trouble, Refusal refusal) {
        HttpServerResponse response = request.response();
        if (response.headWritten() || response.closed()) {
            return;
        }
        String requestId = RequestId.of(request);
        if (trouble.passes()) {
            response.putHeader("Retry-After", trouble == UrlTrouble.OFFLINE ? "10" : "2");
        }
        boolean page = toPerson(request);
        byte[] body = page
                ? PAGE.formatted(
                                refusal.status(),
                                escaped(refusal.sentence()),
                                escaped(refusal.code()),
                                escaped(requestId))
                        .getBytes(StandardCharsets.UTF_8)
                : Json.bytes(Json.object()
                        .put("error", refusal.sentence())
                        .put("request_id", requestId)
                        .put("code", refusal.code()));
        response.setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, page ? "text/html; charset=utf-8" : "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader(RequestId.HEADER, requestId);
        finish(request, body);
    }

    static void answer(HttpServerRequest request, UrlTrouble trouble) {
        answer(request, trouble, trouble.refusal());
    }

    /** A body that is still coming is not waited for: the connection goes with the answer. */
    static void finish(HttpServerRequest request, byte[] body) {
        HttpServerResponse response = request.response();
        boolean whole = request.isEnded() || !hasBody(request);
        if (!whole) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        boolean head = request.method().name().equals("HEAD");
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        var sent = (head ? response.end() : response.end(Buffer.buffer(body))).onComplete(done -> {
            if (!whole) {
                var closed = request.connection().close();
            }
        });
        if (whole && !request.isEnded()) {
            request.resume();
        }
    }

    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || length != null && !length.equals("0");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
