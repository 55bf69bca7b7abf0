package io.holdfast.api;

import io.holdfast.access.Sessions;
import io.holdfast.access.TokenVerdict;

/** Asks the sessions who calls. */
public final class SessionAuthenticator implements Authenticator {
    private final Sessions sessions;

    public SessionAuthenticator(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Outcome judge(String token) {
        return switch (sessions.judge(token)) {
            case TokenVerdict.SignedIn signedIn -> new Outcome.SignedIn(signedIn.caller());
            case TokenVerdict.Refused refused -> new Outcome.Refused();
            case TokenVerdict.Unavailable unavailable -> new Outcome.Unavailable(unavailable.retryAfter());
        };
    }
}
