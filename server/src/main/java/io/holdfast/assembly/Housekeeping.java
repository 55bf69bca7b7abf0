package io.holdfast.assembly;

import io.holdfast.access.SessionExpiry;
import io.holdfast.feed.FeedPruning;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.rollout.CountRepair;
import io.holdfast.rollout.StalledTargets;
import java.sql.Connection;
import java.time.Duration;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps tables that only grow within their bounds: the feed, kept answers, ended sessions, people's sessions on devices; and finds what no request looks for:
 * targets that went quiet, counts that are wrong. Every node does it; twice is harmless.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofMinutes(10);

    /** Batches of one kind in one round; what is left waits ten minutes. */
    private static final int BATCHES_MAX = 100;

    private final Transactions transactions;
    private final StalledTargets stalled = new StalledTargets(StalledTargets.QUIET_MAX);
    private final CountRepair counts = new CountRepair();
    private final Thread thread;

    private Housekeeping(Transactions transactions) {
        this.transactions = transactions;
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    static Housekeeping start(Transactions transactions) {
        Housekeeping housekeeping = new Housekeeping(transactions);
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                round();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            repeat(FeedPruning::prune);
            repeat(KeptAnswers::forgetOld);
            repeat(SessionExpiry::forgetOld);
            repeat(SessionHistory::forgetOld);
            repeat(stalled::step);
            repeat(counts::step);
        } catch (DatabaseException away) {
            log.atWarn().addKeyValue("why", away.getMessage()).log("housekeeping waits for the database");
        }
    }

    private void repeat(Predicate<Connection> batch) {
        for (int i = 0; i < BATCHES_MAX; i++) {
            boolean more = transactions.write(batch::test);
            if (!more) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
