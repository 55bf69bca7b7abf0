package io.holdfast.api;

import io.holdfast.platform.http.Reply;
import java.time.Duration;

/** The cookie by which a browser shows that somebody signed in. Scripts cannot read it, other sites' forms do not send it. */
public final class SessionCookie {
    /** The prefix makes browsers insist on HTTPS, on this host alone and on every path. */
    public static final String NAME = "__Host-session";

    private static final String BOUND_TO_HERE = "; Path=/; Secure; HttpOnly; SameSite=Lax";

    private SessionCookie() {}

    /** Adds the cookie; the browser forgets it after the span. */
    public static Reply set(Reply reply, String token, Duration span) {
        return reply.header("Set-Cookie", NAME + "=" + token + BOUND_TO_HERE + "; Max-Age=" + span.toSeconds());
    }

    /** Makes the browser forget it. */
    public static Reply clear(Reply reply) {
        return reply.header("Set-Cookie", NAME + "=" + BOUND_TO_HERE + "; Max-Age=0");
    }
}
