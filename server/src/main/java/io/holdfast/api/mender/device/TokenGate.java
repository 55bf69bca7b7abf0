package io.holdfast.api.mender.device;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.identity.DeviceTokenCheck;
import io.holdfast.identity.TokenVerdict;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/** Lets a request through to its route when its token is good. */
final class TokenGate {
    private static final String BEARER = "Bearer ";
    /** A token newer than the image waits for it this long. */
    private static final Duration AHEAD_WAIT = Duration.ofSeconds(1);

    private static final Duration AHEAD_RETRY = Duration.ofSeconds(5);

    private final DeviceTokenCheck tokens;
    private final FleetImage image;

    TokenGate(DeviceTokenCheck tokens, FleetImage image) {
        this.tokens = tokens;
        this.image = image;
    }

    void pass(DeviceExchange exchange, DeviceRoute route) {
        String header = exchange.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.startsWith(BEARER)) {
            unauthorized(exchange, "token.missing");
            return;
        }
        String token = header.substring(BEARER.length());
        switch (tokens.judge(token)) {
            case TokenVerdict.Good good -> admit(exchange, route, good);
            case TokenVerdict.Refused refused -> unauthorized(exchange, refused.code());
            case TokenVerdict.Unsure unsure -> exchange.comeBack(unsure.code(), unsure.retryAfter());
            case TokenVerdict.Ahead ahead -> await(exchange, route, token, ahead.seq());
        }
    }

    private void await(DeviceExchange exchange, DeviceRoute route, String token, long seq) {
        exchange.request().pause();
        image.whenApplied(seq, AHEAD_WAIT)
                .thenAccept(reached -> exchange.later(() -> {
                    if (exchange.gone()) {
                        exchange.abandon();
                        return;
                    }
                    exchange.request().resume();
                    switch (tokens.judge(token)) {
                        case TokenVerdict.Good good -> admit(exchange, route, good);
                        case TokenVerdict.Refused refused -> unauthorized(exchange, refused.code());
                        case TokenVerdict.Unsure unsure -> exchange.comeBack(unsure.code(), unsure.retryAfter());
                        case TokenVerdict.Ahead ignored -> exchange.comeBack("image.behind", AHEAD_RETRY);
                    }
                }));
    }

    private void admit(DeviceExchange exchange, DeviceRoute route, TokenVerdict.Good good) {
        image.contacted(good.device().index());
        exchange.admit(good.device(), () -> route.handle(exchange, good.device()));
    }

    private static void unauthorized(DeviceExchange exchange, String code) {
        exchange.refuse(401, code, "the device's token is not good; authenticate again");
    }
}
