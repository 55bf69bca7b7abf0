package io.holdfast.gateway.connection;

import java.time.Duration;

/** How long a person's connection may stand still. */
final class Attendance {
    /** Proxies in between keep a quiet connection for a minute, and so does mender-cli. */
    static final Duration PING_EVERY = Duration.ofSeconds(30);

    /** Two pings unanswered. */
    static final Duration SILENT_MAX = Duration.ofSeconds(70);

    /** As mender-connect's own limit: a terminal that somebody left open is anybody's. */
    static final Duration IDLE_MAX = Duration.ofMinutes(10);

    /** A tool that was told of the end still says good-bye itself. */
    static final Duration LINGER_MAX = Duration.ofSeconds(5);

    private Attendance() {}
}
