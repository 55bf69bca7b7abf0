package io.holdfast.assembly;

import io.holdfast.access.SessionExpiry;
import io.holdfast.feed.FeedPruning;
import io.holdfast.gateway.command.CommandExpiry;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.rollout.CountRepair;
import io.holdfast.rollout.StalledTargets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
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
    static final int BATCHES_MAX = 100;

    /** One of the things that are kept in order; a batch is one transaction and tells whether there is more. */
    record Chore(String name, Predicate<Connection> batch) {}

    private final Transactions transactions;
    private final List<Chore> chores;
    private final Thread thread;

    private Housekeeping(Transactions transactions, List<Chore> chores) {
        this.transactions = transactions;
        this.chores = List.copyOf(chores);
        this.thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
    }

    static Housekeeping start(Transactions transactions) {
        Housekeeping housekeeping = new Housekeeping(
                transactions,
                List.of(
                        new Chore("feed", FeedPruning::prune),
                        new Chore("kept-answers", KeptAnswers::forgetOld),
                        new Chore("sessions", SessionExpiry::forgetOld),
                        new Chore("device-sessions", SessionHistory::forgetOld),
                        new Chore("commands", CommandExpiry::step),
                        new Chore("stalled-targets", new StalledTargets(StalledTargets.QUIET_MAX)::step),
                        new Chore("counts", new CountRepair()::step)));
        housekeeping.thread.start();
        return housekeeping;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                round(transactions, chores);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One round. A chore that fails is tried again in the next one and keeps the others from nothing; without a database there is
     * nothing to do for any of them.
     */
    static void round(Transactions transactions, List<Chore> chores) {
        for (Chore chore : chores) {
            try {
                repeat(transactions, chore);
            } catch (DatabaseException refused) {
                log.atWarn()
                        .addKeyValue("chore", chore.name())
                        .addKeyValue("why", refused.getMessage())
                        .log("housekeeping was not done; it is tried again");
                if (refused.kind() == DatabaseException.Kind.UNAVAILABLE) {
                    return;
                }
            } catch (RuntimeException fault) {
                log.atError().addKeyValue("chore", chore.name()).setCause(fault).log("housekeeping failed");
            }
        }
    }

    private static void repeat(Transactions transactions, Chore chore) {
        for (int i = 0; i < BATCHES_MAX; i++) {
            boolean more = transactions.write(chore.batch()::test);
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
