package io.holdfast.api.mender.device;

import io.holdfast.identity.AuthOutcome;
import io.holdfast.identity.DeviceAuthentication;
import io.holdfast.identity.Sender;
import io.holdfast.platform.http.ClientNetwork;
import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.mender.AuthRequest;
import io.holdfast.wire.mender.AuthSignature;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/devices/v1/authentication/auth_requests}. Its {@code Authorization} header is junk and ignored. */
final class AuthRoute {
    private static final Logger log = LoggerFactory.getLogger(AuthRoute.class);
    private static final Duration FAULT_RETRY = Duration.ofSeconds(30);

    /** What is off stays off for minutes. */
    private static final Duration OFF_RETRY = Duration.ofSeconds(30);

    private final DeviceAuthentication authentication;
    private final BooleanSupplier off;

    /** @param off whether an operator has switched authentication off */
    AuthRoute(DeviceAuthentication authentication, BooleanSupplier off) {
        this.authentication = authentication;
        this.off = off;
    }

    void handle(DeviceExchange exchange) {
        if (off.getAsBoolean()) {
            exchange.putOff("switch.off", OFF_RETRY);
            exchange.request().resume();
            return;
        }
        BodyReader.read(exchange, AuthRequest.MAX_BYTES, body -> judge(exchange, body));
    }

    private void judge(DeviceExchange exchange, byte[] body) {
        String header = exchange.request().getHeader("X-MEN-Signature");
        if (header == null) {
            throw new MalformedInput("auth.signature-missing", "the X-MEN-Signature header is missing");
        }
        authentication
                .request(body, AuthSignature.parse(header), new FromExchange(exchange))
                .whenComplete((outcome, fault) -> exchange.later(() -> answer(exchange, outcome, fault)));
    }

    private record FromExchange(DeviceExchange exchange) implements Sender {
        @Override
        public boolean gone() {
            return exchange.gone();
        }

        @Override
        public ClientNetwork network() {
            SocketAddress remote = exchange.request().remoteAddress();
            String address = remote == null ? null : remote.hostAddress();
            return address == null ? ClientNetwork.UNKNOWN : ClientNetwork.of(address);
        }
    }

    private static void answer(DeviceExchange exchange, @Nullable AuthOutcome outcome, @Nullable Throwable fault) {
        switch (outcome) {
            case null -> {
                log.atError().setCause(fault).log("device authentication failed");
                exchange.comeBack("server.fault", FAULT_RETRY);
            }
            case AuthOutcome.Admitted admitted -> exchange.token(admitted.token());
            case AuthOutcome.Refused refused -> exchange.refuse(401, refused.code(), "dev auth: unauthorized");
            case AuthOutcome.NotStorable malformed ->
                exchange.refuse(400, malformed.code(), "the request holds data that cannot be stored");
            case AuthOutcome.ComeBack comeBack -> exchange.comeBack(comeBack.code(), comeBack.after());
        }
    }
}
