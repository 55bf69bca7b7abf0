package io.holdfast.api;

import io.holdfast.access.Caller;
import java.time.Duration;

/** Finds out who makes a call. May block; asks the database, so that a sign-out holds at once. */
@FunctionalInterface
public interface Authenticator {

    /** Judges the token of a bearer header or a session cookie. */
    Outcome judge(String token);

    /** Who calls, if anybody. */
    sealed interface Outcome {
        record SignedIn(Caller caller) implements Outcome {}

        /** The token is proven not, or no longer, good. */
        record Refused() implements Outcome {}

        /** It cannot be told now: 503, never 401. */
        record Unavailable(Duration retryAfter) implements Outcome {}
    }
}
