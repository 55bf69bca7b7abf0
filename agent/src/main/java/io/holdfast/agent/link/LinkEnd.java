package io.holdfast.agent.link;

import java.time.Duration;
import java.util.Optional;

/** How a link ended, or why there was none. */
public sealed interface LinkEnd {

    /** The token is not good: another must be asked for. */
    record Unauthorized() implements LinkEnd {}

    /** The server ended it, or did not take it. */
    record SentAway(String why, Optional<Duration> retryAfter) implements LinkEnd {}

    /** The connection broke, or nothing was heard. */
    record Lost(String why) implements LinkEnd {}

    /** This side ended it. */
    record Stopped() implements LinkEnd {}
}
