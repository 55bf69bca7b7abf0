package io.holdfast.platform.database;

import java.sql.Connection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a failover of the database may lose what was acknowledged: it has a standby, and does not wait for it. Looked at now and then;
 * a standby that PostgreSQL does not know of, as that of a managed service's disk, is not seen.
 */
public final class FailoverLoss implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FailoverLoss.class);

    /** Standbys come and go with operators' deeds. */
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    private final Transactions transactions;
    private final Thread thread = Thread.ofVirtual().name("failover-loss").unstarted(this::run);
    private volatile boolean possible;

    public FailoverLoss(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Looks until closed. */
    public FailoverLoss start() {
        thread.start();
        return this;
    }

    /** Whether the last look found a standby that commits do not wait for; what was found stands while the database is away. */
    public boolean possible() {
        return possible;
    }

    private void run() {
        try {
            while (true) {
                look();
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once. */
    void look() {
        try {
            possible = transactions.read(FailoverLoss::mayLose);
        } catch (DatabaseException away) {
            log.atDebug().setCause(away).log("the database's standbys were not looked at");
        }
    }

    // A back-up that is being taken is no standby. Who may not see a standby's state sees that it is there.
    private static final String STANDBYS = """
            select current_setting('synchronous_standby_names') = ''
                   and exists (select 1 from pg_stat_replication where coalesce(state, '') <> 'backup') as may_lose
            """;

    private static boolean mayLose(Connection connection) {
        return Query.on(connection, STANDBYS)
                .first(row -> row.getBoolean("may_lose"))
                .orElse(false);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
