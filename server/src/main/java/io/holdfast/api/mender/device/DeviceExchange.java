package io.holdfast.api.mender.device;

import io.holdfast.platform.http.RequestId;
import io.holdfast.platform.http.UnreadableRequest;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.mender.ErrorBody;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One device request and its one answer. Used on the request's event loop; {@link #later} brings other threads back to it. */
final class DeviceExchange {
    private static final Logger log = LoggerFactory.getLogger(DeviceExchange.class);
    private static final Duration FAULT_RETRY = Duration.ofSeconds(30);
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence JWT = HttpHeaders.createOptimized("application/jwt");

    /** As some proxies count a client that closed its request. */
    private static final int SENDER_GONE = 499;

    private final HttpServerRequest request;
    private final Context context;
    private final DeviceMetrics.Route metrics;
    private final Runnable onAnswered;
    private final long startedNanos = System.nanoTime();
    private boolean answered;

    DeviceExchange(HttpServerRequest request, Context context, DeviceMetrics.Route metrics, Runnable onAnswered) {
        this.request = request;
        this.context = context;
        this.metrics = metrics;
        this.onAnswered = onAnswered;
    }

    HttpServerRequest request() {
        return request;
    }

    /** This request's event loop, the same object for all its requests: who answers many wakes it once. */
    Executor loop() {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Runs the rest on this request's event loop. */
    void later(Runnable rest) {
        context.runOnContext(ignored -> attempt(rest));
    }

    /** Runs a part of this request. What goes wrong in it is our trouble: 503, never silence, and never a place lost. */
    void attempt(Runnable part) {
        try {
            part.run();
        } catch (MalformedInput input) {
            malformed(input);
        } catch (RuntimeException fault) {
            log.atError().setCause(fault).log("a device request failed");
            comeBack("server.fault", FAULT_RETRY);
        }
    }

    void empty(int status) {
        if (claim(status)) {
            response(status).end();
        }
    }

    void json(byte[] body) {
        if (claim(200)) {
            response(200).putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(Buffer.buffer(body));
        }
    }

    /** The raw token: clients use the body's bytes verbatim, so nothing may follow it. */
    void token(String token) {
        if (claim(200)) {
            response(200).putHeader(HttpHeaders.CONTENT_TYPE, JWT).end(token);
        }
    }

    /** Refuses with a stable code and a sentence. */
    void refuse(int status, String code, String sentence) {
        if (claim(status)) {
            end(response(status), code, sentence);
        }
    }

    void malformed(MalformedInput input) {
        refuse(input.code().equals("request.too-large") ? 413 : 400, input.code(), input.sentence());
    }

    /** The body ended before its end: refused where its framing is broken, and else there is nobody to be answered. */
    void broken(Throwable cause) {
        claim(UnreadableRequest.refuseBody(request, cause) ? 400 : SENDER_GONE);
    }

    /** Our own trouble: never a refusal, always a time to come back. */
    void comeBack(String code, Duration after) {
        if (claim(503)) {
            HttpServerResponse response =
                    response(503).putHeader(RETRY_AFTER, Long.toString(Math.max(1, after.toSeconds())));
            end(response, code, "the server cannot answer this now; try again after the time in Retry-After");
        }
    }

    /** Claims the answer for a body that the route streams itself. */
    boolean claim(int status) {
        if (answered) {
            return false;
        }
        answered = true;
        metrics.answered(status, System.nanoTime() - startedNanos);
        onAnswered.run();
        return !request.response().closed();
    }

    HttpServerResponse response(int status) {
        return request.response().setStatusCode(status);
    }

    private void end(HttpServerResponse response, String code, String sentence) {
        String requestId = RequestId.of(request);
        response.putHeader(RequestId.HEADER, requestId)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(Buffer.buffer(new ErrorBody(sentence, requestId, code).toJson()));
    }
}
