package io.holdfast.platform.http;

import io.holdfast.platform.json.Json;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Answers requests whose bytes are not HTTP/1.1, and closes their connection: where the next request would begin nobody can tell
 * any more.
 */
public final class UnreadableRequest {
    /** What is wrong the decoder tells with the sender's own bytes in it: not to be repeated. */
    private static final Refusal NOT_HTTP =
            Refusal.badRequest(UnreadableCounters.NOT_HTTP, "this is not a well-formed HTTP/1.1 request");

    private UnreadableRequest() {}

    /** Refuses a request whose head could not be read; Vert.x hands it over instead of a request. On its event loop. */
    public static void refuseHead(HttpServerRequest request) {
        answer(request, refusal(request.decoderResult().cause()));
    }

    /** As {@link #refuseHead(HttpServerRequest)}, and counts it. */
    public static void refuseHead(HttpServerRequest request, UnreadableCounters counters) {
        counters.add(refusal(request.decoderResult().cause()).code());
        refuseHead(request);
    }

    /**
     * Refuses a request whose body's framing turned out to be broken, if nothing was answered before. False when there was
     * nothing to refuse: the sender went away. To be called from the request's exception handler; the connection closes behind it.
     */
    public static boolean refuseBody(HttpServerRequest request, Throwable cause) {
        HttpServerResponse response = request.response();
        boolean broken = cause instanceof DecoderException || cause instanceof IllegalArgumentException;
        if (!broken || response.closed() || response.ended() || response.headWritten()) {
            return false;
        }
        // Of a body, the line that is too long is a chunk's.
        answer(request, cause instanceof TooLongHttpLineException ? NOT_HTTP : refusal(cause));
        return true;
    }

    private static Refusal refusal(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                new Refusal(414, UnreadableCounters.LINE_TOO_LONG, "the request line is longer than this server reads");
            case TooLongHttpHeaderException headers ->
                new Refusal(431, UnreadableCounters.HEADERS_TOO_LARGE, "the headers are larger than this server reads");
            case StrictRequestDecoder.AmbiguousLength ambiguous ->
                Refusal.badRequest(UnreadableCounters.LENGTH_AMBIGUOUS, String.valueOf(ambiguous.getMessage()));
            case StrictRequestDecoder.TooSlow slow ->
                new Refusal(
                        408, UnreadableCounters.TOO_SLOW, "the request did not come to its end in time: send it again");
            default -> NOT_HTTP;
        };
    }

    private static void answer(HttpServerRequest request, Refusal refusal) {
        String requestId = RequestId.of(request);
        byte[] body = Json.bytes(Json.object()
                .put("error", refusal.sentence())
                .put("request_id", requestId)
                .put("code", refusal.code()));
        request.response()
                .setStatusCode(refusal.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(RequestId.HEADER, requestId)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(Buffer.buffer(body))
                .onComplete(written -> request.connection().close());
        // A decoder that failed closes the connection when this returns; Vert.x would flush only later.
        if (request.connection() instanceof HttpServerConnection connection) {
            connection.channelHandlerContext().flush();
        }
    }
}
