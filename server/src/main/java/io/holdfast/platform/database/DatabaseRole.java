package io.holdfast.platform.database;

import java.time.Duration;

/**
 * A part of the server that talks to PostgreSQL, with the waits it can afford. The name stands in
 * {@code pg_stat_activity.application_name}.
 *
 * <p>The server's own timeouts stop a statement; the socket timeout stops waiting for a server that is frozen and enforces
 * nothing any more.
 */
public enum DatabaseRole {
    /** People and programs: a page may take a few seconds, a lock wait longer than one is an answer of 503. */
    CONTROL("holdfast-control", Duration.ofSeconds(5), Duration.ofSeconds(1)),
    /** The operator's two reserved connections: the same, but nobody else can use them up. */
    OPERATOR("holdfast-operator", Duration.ofSeconds(5), Duration.ofSeconds(1)),
    /** Device reports: a batch is at most 2 s, and gives way to the control plane's locks after 200 ms. */
    INTAKE("holdfast-intake", Duration.ofSeconds(2), Duration.ofMillis(200)),
    /** The feed's reader: an image is stale after 2 s anyway. */
    FEED("holdfast-feed", Duration.ofSeconds(2), Duration.ofMillis(500)),
    /** Reading the whole fleet into memory: half a minute for a million devices on a slow disk. */
    LOADER("holdfast-loader", Duration.ofSeconds(60), Duration.ofSeconds(1)),
    /** Schema changes: an index of a large table takes its time, a lock does not. */
    MIGRATION("holdfast-migration", Duration.ofHours(6), Duration.ofSeconds(2));

    /** A transaction that does nothing holds locks for nobody's good; one that publishes holds up the whole feed. */
    public static final Duration IDLE_IN_TRANSACTION_MAX = Duration.ofSeconds(2);

    private final String applicationName;
    private final Duration statementTimeout;
    private final Duration lockTimeout;

    DatabaseRole(String applicationName, Duration statementTimeout, Duration lockTimeout) {
        this.applicationName = applicationName;
        this.statementTimeout = statementTimeout;
        this.lockTimeout = lockTimeout;
    }

    public String applicationName() {
        return applicationName;
    }

    public Duration statementTimeout() {
        return statementTimeout;
    }

    public Duration lockTimeout() {
        return lockTimeout;
    }

    /** How long to wait for an answer: a second more than the server may take. */
    Duration socketTimeout() {
        return statementTimeout.plusSeconds(1);
    }

    /** The start-up option that sets the server's timeouts for the session. */
    String sessionOptions() {
        return "-c statement_timeout=" + statementTimeout.toMillis() + " -c lock_timeout=" + lockTimeout.toMillis()
                + " -c idle_in_transaction_session_timeout=" + IDLE_IN_TRANSACTION_MAX.toMillis();
    }
}
