package io.holdfast.api.ops;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.secrets.SecretText;
import java.time.Duration;
import java.util.Optional;

/**
 * The cookie by which a browser shows that it knows the operators' token: an end and its signature by that token, so that nothing is kept
 * and another token ends every session. Scripts cannot read it and other sites' pages do not send it. Not {@code Secure}: the port speaks
 * plain HTTP on the machine itself, or behind what the operator puts in front.
 */
public final class OpsSession {
    /** The cookie's name. */
    public static final String COOKIE = "holdfast-ops";

    /** A shift. */
    private static final Duration LIFETIME = Duration.ofHours(12);

    private final OpsToken token;
    private final Clock clock;

    public OpsSession(OpsToken token, Clock clock) {
        this.token = token;
        this.clock = clock;
    }

    /** The header that signs a browser in; empty when this is not the token. */
    public Optional<String> signIn(String candidate) {
        if (!token.opens("Bearer " + candidate)) {
            return Optional.empty();
        }
        long end = clock.now().plus(LIFETIME).getEpochSecond();
        return signature(end)
                .map(signature -> COOKIE + "=" + end + "." + signature + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
                        + LIFETIME.toSeconds());
    }

    /** The header that signs it out. */
    public static String signOut() {
        return COOKIE + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
    }

    /** Whether a cookie is good. */
    boolean opens(Optional<String> cookie) {
        return cookie.filter(this::good).isPresent();
    }

    private boolean good(String value) {
        int dot = value.indexOf('.');
        if (dot < 1 || dot > 12 || !value.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        long end = Long.parseLong(value.substring(0, dot));
        return end > clock.now().getEpochSecond()
                && signature(end)
                        .filter(signature -> SecretText.of(signature).matches(value.substring(dot + 1)))
                        .isPresent();
    }

    private Optional<String> signature(long end) {
        return token.sign("ops-session-1 " + end);
    }

    /**
     * What a form must carry. Browsers count every port of a machine as one site, so that the cookie alone does not show that the page was
     * ours.
     */
    public String formToken(OpsRequest request) {
        return request.cookie(COOKIE)
                .flatMap(cookie -> token.sign("ops-form-1 " + cookie))
                .orElse("");
    }

    /** Whether a form's token is the one that our page gave it. */
    public boolean ourForm(OpsRequest request, String candidate) {
        String expected = formToken(request);
        return !expected.isEmpty() && SecretText.of(expected).matches(candidate);
    }
}
