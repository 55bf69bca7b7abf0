package io.holdfast.api.mender.device;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.image.ImageDevice;
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
import org.jspecify.annotations.Nullable;
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
    private final DeviceAdmission admission;
    private final Runnable onAnswered;
    private final long startedNanos = System.nanoTime();
    private @Nullable ImageDevice device;
    private int parts;
    private long heldNanos;
    private long heldBackNanos;
    private int status;
    private boolean answered;
    private boolean charged;

    DeviceExchange(
            HttpServerRequest request,
            Context context,
            DeviceMetrics.Route metrics,
            DeviceAdmission admission,
            Runnable onAnswered) {
        this.request = request;
        this.context = context;
        this.metrics = metrics;
        this.admission = admission;
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
        // Parts may begin inside others: the outermost one's time holds theirs.
        long began = parts++ == 0 ? System.nanoTime() : 0;
        try {
            part.run();
        } catch (MalformedInput input) {
            malformed(input);
        } catch (RuntimeException fault) {
            log.atError().setCause(fault).log("a device request failed");
            comeBack("server.fault", FAULT_RETRY);
        } finally {
            if (--parts == 0) {
                heldNanos += System.nanoTime() - began;
                charge();
            }
        }
    }

    /** Goes on with a device that has proven who it is, or puts it off; its request is charged to it from here on. */
    void admit(ImageDevice proven, Runnable work) {
        device = proven;
        switch (admission.judge(proven, metrics.work())) {
            case Admittance.Admitted admitted -> work.run();
            case Admittance.Refused refused -> putOff(refused);
        }
    }

    private void putOff(Admittance.Refused refused) {
        if (refused.heldBack()) {
            HeldRefusal.begin(this, refused, admission.hold(), context.owner());
        } else {
            putOff(refused.code(), refused.after());
        }
    }

    /** The answer was held back for so long on purpose: that is not time that the request took. */
    void heldBack(long nanos) {
        heldBackNanos = nanos;
    }

    private void charge() {
        ImageDevice known = device;
        if (answered && !charged && known != null) {
            charged = true;
            admission.charge(known, metrics.work(), heldNanos, status);
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

    /** Whether nobody is there any more to be answered. May be asked from any thread. */
    boolean gone() {
        return request.response().closed();
    }

    /** Ends a request without work: nobody is there to be answered. */
    void abandon() {
        claim(SENDER_GONE);
    }

    /** Our own trouble: never a refusal, always a time to come back. */
    void comeBack(String code, Duration after) {
        if (claim(503)) {
            HttpServerResponse response = response(503)
                    .putHeader(RETRY_AFTER, Long.toString(Math.max(1, Math.ceilDiv(after.toMillis(), 1_000))));
            end(response, code, "the server cannot answer this now; try again after the time in Retry-After");
        }
    }

    /** Not now, by intent: what an operator switched off or slowed, or a share or limit holds back, is counted apart from errors. */
    void putOff(String code, Duration after) {
        if (!answered) {
            metrics.wasPutOff();
        }
        comeBack(code, after);
    }

    /** Claims the answer for a body that the route streams itself. */
    boolean claim(int status) {
        if (answered) {
            return false;
        }
        answered = true;
        this.status = status;
        metrics.answered(status, System.nanoTime() - startedNanos - heldBackNanos);
        onAnswered.run();
        if (parts == 0) {
            charge();
        }
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
