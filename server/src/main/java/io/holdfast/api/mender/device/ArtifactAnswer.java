package io.holdfast.api.mender.device;

import io.holdfast.release.ByteRange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;

/** An artifact as an answer: whole or the part that {@code Range} and {@code If-Range} ask for (RFC 9110, 14), or its head alone. */
final class ArtifactAnswer {
    private ArtifactAnswer() {}

    /** Sends bytes of the artifact as the body, and ends the answer. */
    @FunctionalInterface
    interface Body {
        void send(HttpServerResponse response, long first, long length);
    }

    static void send(DeviceExchange exchange, String etag, long size, Body body) {
        HttpServerRequest request = exchange.request();
        switch (ByteRange.of(header(request, "Range"), header(request, "If-Range"), etag, size)) {
            case ByteRange.Whole ignored -> send(exchange, 200, etag, 0, size, Optional.empty(), body);
            case ByteRange.Part part ->
                send(exchange, 206, etag, part.first(), part.length(), Optional.of(part.contentRange()), body);
            case ByteRange.Unsatisfiable ignored -> {
                exchange.response(416).putHeader("Content-Range", "bytes */" + size);
                exchange.refuse(416, "download.range-unsatisfiable", "the range begins behind the artifact's end");
            }
        }
    }

    private static void send(
            DeviceExchange exchange,
            int status,
            String etag,
            long first,
            long length,
            Optional<String> contentRange,
            Body body) {
        if (!exchange.claim(status)) {
            return;
        }
        HttpServerResponse response = exchange.response(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/vnd.mender-artifact")
                .putHeader(HttpHeaders.ACCEPT_RANGES, "bytes")
                .putHeader(HttpHeaders.ETAG, etag);
        contentRange.ifPresent(range -> response.putHeader(HttpHeaders.CONTENT_RANGE, range));
        if (HttpMethod.HEAD.equals(exchange.request().method())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length))
                    .end();
        } else {
            body.send(response, first, length);
        }
    }

    private static Optional<String> header(HttpServerRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }
}
