package io.holdfast.api.mender;

import io.holdfast.access.Password;
import io.holdfast.access.Sessions;
import io.holdfast.access.SignIn;
import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Signing in and out, as Mender's user administration API has it. */
public final class SignInRoutes {
    private static final String AUTH = "/api/management/v1/useradm/auth";
    private static final String BASIC = "basic ";
    private static final int OPTIONS_BYTES_MAX = 4096;
    // Address and password in Base64, with room to spare.
    private static final int HEADER_CHARS_MAX = 4096;

    private final SignIn signIn;
    private final Sessions sessions;

    public SignInRoutes(SignIn signIn, Sessions sessions) {
        this.signIn = signIn;
        this.sessions = sessions;
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.post(AUTH + "/login", Policy.ANYONE, new BodyRule.AtMost(OPTIONS_BYTES_MAX), this::login),
                Route.post(AUTH + "/logout", Policy.SIGNED_IN, BodyRule.NONE, this::logout));
    }

    private record Credentials(String email, Password password) {}

    private Reply login(Call call) {
        boolean endless =
                Fields.ofOptional(call.body(), Set.of("no_expiry", "token2fa")).flag("no_expiry");
        Optional<Credentials> sent = call.header("Authorization").flatMap(SignInRoutes::basic);
        if (sent.isEmpty()) {
            return refused();
        }
        return switch (signIn.attempt(
                sent.get().email(), sent.get().password(), call.remoteAddress(), call.requestId(), endless)) {
            case SignIn.Outcome.SignedIn in ->
                Reply.text(200, "application/jwt", in.token().reveal());
            case SignIn.Outcome.Refused refused -> refused();
            case SignIn.Outcome.Suspended suspended ->
                Reply.refused(new Refusal(401, "sign-in.tenant-suspended", "This tenant is suspended."));
            case SignIn.Outcome.Throttled throttled -> tooMany(throttled.retryAfter());
        };
    }

    private Reply logout(Call call) {
        sessions.end(call.caller(), call.requestId());
        return Reply.empty(202);
    }

    private static Optional<Credentials> basic(String header) {
        if (header.length() > HEADER_CHARS_MAX
                || !header.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Credentials(pair.substring(0, colon), Password.typed(pair.substring(colon + 1))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static Reply refused() {
        return Reply.refused(new Refusal(401, "sign-in.refused", "The address or the password is wrong."));
    }

    /** {@code 429} with the time to come back. */
    static Reply tooMany(Duration retryAfter) {
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return Reply.refused(new Refusal(
                        429, "sign-in.throttled", "Too many attempts. Try again in " + seconds + " seconds."))
                .header("Retry-After", Long.toString(seconds));
    }
}
