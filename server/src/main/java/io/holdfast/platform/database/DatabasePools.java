package io.holdfast.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.secrets.SecretText;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * All ways to PostgreSQL. Opening them needs no database: a connection is made when one is asked for, and asking waits at
 * most {@link #CONTROL_ACQUIRE_MAX}, then fails as {@link DatabaseException.Kind#UNAVAILABLE}.
 */
public final class DatabasePools implements AutoCloseable {
    /** Longer, and the operator's page is late when it is needed most. */
    public static final Duration ACQUIRE_MAX = Duration.ofSeconds(1);

    /**
     * For people and programs. Longer, and callers pile up behind a database that is away; with one second a JVM that had just started on
     * two busy cores told them that a database was away to which it had not yet logged in.
     */
    public static final Duration CONTROL_ACQUIRE_MAX = Duration.ofSeconds(3);

    /** A command line's own: a cold JVM on a small machine that is busy needs seconds for a login, and nobody queues behind it. */
    private static final Duration PATIENT_MAX = Duration.ofSeconds(30);

    /** Connections for people and programs: five times the cores of the smallest machine. */
    public static final int CONTROL_CONNECTIONS = 10;

    private static final int OPERATOR_CONNECTIONS = 2;
    // An idle connection is tried before use; 500 ms of silence mean that the database is frozen.
    private static final Duration VALIDATION_MAX = Duration.ofMillis(500);
    // A failover or a new certificate reaches every connection within this time.
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(30);

    static {
        // The pool hands out unseen what was used within 500 ms: after a quick restart of PostgreSQL people would be
        // told that it is
        // away once for each connection that died. Trying each costs 30 µs, and devices never wait for one.
        System.setProperty("com.zaxxer.hikari.aliveBypassWindowMs", "0");
    }

    private final DatabaseUrl url;
    private final HikariDataSource control;
    private final HikariDataSource operator;
    private final OwnSessions sessions = new OwnSessions();

    private DatabasePools(DatabaseUrl url, HikariDataSource control, HikariDataSource operator) {
        this.url = url;
        this.control = control;
        this.operator = operator;
    }

    public static DatabasePools open(DatabaseUrl url) {
        return open(url, CONTROL_CONNECTIONS);
    }

    public static DatabasePools open(DatabaseUrl url, int controlConnections) {
        return new DatabasePools(
                url,
                pool(url, DatabaseRole.CONTROL, controlConnections, CONTROL_ACQUIRE_MAX),
                pool(url, DatabaseRole.OPERATOR, OPERATOR_CONNECTIONS, ACQUIRE_MAX));
    }

    /** One connection for a command line, which waits half a minute for it. */
    public static DatabasePools patient(DatabaseUrl url) {
        return new DatabasePools(
                url, pool(url, DatabaseRole.CONTROL, 1, PATIENT_MAX), pool(url, DatabaseRole.OPERATOR, 1, PATIENT_MAX));
    }

    /** The pool of the control plane. Its connections say for whom they work: {@link StatementTag}. */
    public ConnectionSource control() {
        return () -> StatementTag.onto(sessions.seen(control.getConnection()), DatabaseRole.CONTROL);
    }

    /** The sessions that this process's control plane has open, as PostgreSQL numbers them. Asks no database. */
    public Set<Integer> controlSessions() {
        return sessions.pids();
    }

    /** The two reserved connections of the operator plane. */
    public ConnectionSource operator() {
        return operator::getConnection;
    }

    /** How many of the control plane's connections are in use, and who waits for one. Asks no database. */
    public PoolUse controlUse() {
        return use(control);
    }

    /** The same of the operator plane's. */
    public PoolUse operatorUse() {
        return use(operator);
    }

    private static PoolUse use(HikariDataSource pool) {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        return bean == null
                ? new PoolUse(0, 0, pool.getMaximumPoolSize())
                : new PoolUse(
                        bean.getActiveConnections(), bean.getThreadsAwaitingConnection(), pool.getMaximumPoolSize());
    }

    /** A new connection each time, for a part that keeps its own: intake, feed, loader, migrations. */
    public ConnectionSource single(DatabaseRole role) {
        return dataSource(url, role)::getConnection;
    }

    @Override
    public void close() {
        control.close();
        operator.close();
    }

    /** A source of new connections with the role's name and timeouts; the URL's own parameters stay in force. */
    static DataSource dataSource(DatabaseUrl url, DatabaseRole role) {
        return dataSource(url, role, ACQUIRE_MAX);
    }

    private static DataSource dataSource(DatabaseUrl url, DatabaseRole role, Duration acquireMax) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        url.user().ifPresent(source::setUser);
        url.password().map(SecretText::reveal).ifPresent(source::setPassword);
        source.setApplicationName(role.applicationName());
        source.setOptions(role.sessionOptions());
        source.setConnectTimeout((int) acquireMax.toSeconds());
        source.setLoginTimeout(2 * (int) acquireMax.toSeconds());
        source.setSocketTimeout((int) role.socketTimeout().toSeconds());
        source.setTcpKeepAlive(true);
        return source;
    }

    private static HikariDataSource pool(DatabaseUrl url, DatabaseRole role, int connections, Duration acquireMax) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(role.applicationName());
        config.setDataSource(dataSource(url, role, acquireMax));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(acquireMax.toMillis());
        config.setValidationTimeout(VALIDATION_MAX.toMillis());
        config.setMaxLifetime(LIFETIME_MAX.toMillis());
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
