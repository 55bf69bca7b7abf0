package io.holdfast.access;

import java.time.Duration;

/** What a token is worth. */
public sealed interface TokenVerdict {

    /** It is good: this is who shows it. */
    record SignedIn(Caller caller) implements TokenVerdict {}

    /** It is proven not, or no longer, good. */
    record Refused() implements TokenVerdict {}

    /** It cannot be told now: our trouble, never the caller's. */
    record Unavailable(Duration retryAfter) implements TokenVerdict {}
}
