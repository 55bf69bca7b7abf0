package io.holdfast.platform.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;

/** By what name a request is found again in answers, audit trail and log. */
public final class RequestId {
    /** Mender's name for it. */
    public static final CharSequence HEADER = HttpHeaders.createOptimized("X-MEN-RequestID");

    /** A caller's own is repeated only when it is short. */
    private static final int LENGTH_MAX = 64;

    private RequestId() {}

    /** The caller's own, if it is short and of visible ASCII; a new one otherwise. */
    public static String of(HttpServerRequest request) {
        String sent = request.getHeader(HEADER);
        boolean sane = sent != null
                && !sent.isEmpty()
                && sent.length() <= LENGTH_MAX
                && sent.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return sane ? sent : UUID.randomUUID().toString();
    }
}
