package io.holdfast.gateway.history;

import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the record for those who must not wait: each entry is written by a thread of its own. */
public final class SessionBook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SessionBook.class);

    /** A session that ends while the database is away is put on record when it is back, for so long. */
    private static final int TRIES_MAX = 120;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    private final SessionHistory history;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("session-book-", 0).factory());

    public SessionBook(SessionHistory history) {
        this.history = history;
    }

    /** Whether it is on record now that the session begins; if not, it must not. */
    public CompletionStage<Boolean> begin(LiveSession session) {
        return CompletableFuture.supplyAsync(() -> begun(session), threads);
    }

    private boolean begun(LiveSession session) {
        try {
            history.begin(session);
            return true;
        } catch (DatabaseException away) {
            log.atWarn()
                    .addKeyValue("session", session.id())
                    .addKeyValue("cause", away.getMessage())
                    .log("a session was not begun because it could not be put on record");
            return false;
        }
    }

    /** Puts it on record how the session went, as soon as that can be done. */
    public void end(LiveSession session, SessionOutcome outcome) {
        threads.execute(() -> ended(session, outcome));
    }

    private void ended(LiveSession session, SessionOutcome outcome) {
        insist(
                () -> history.end(session, outcome),
                () -> log.atError()
                        .addKeyValue("tenant", session.caller().tenant())
                        .addKeyValue("user", session.caller().user())
                        .addKeyValue("device", session.device())
                        .addKeyValue("session", session.id())
                        .addKeyValue("outcome", outcome)
                        .log("the end of a session could not be put on record"));
    }

    private static void insist(Runnable entry, Runnable givenUp) {
        for (int tries = 1; tries <= TRIES_MAX; tries++) {
            try {
                entry.run();
                return;
            } catch (DatabaseException away) {
                if (!pause()) {
                    break;
                }
            }
        }
        givenUp.run();
    }

    private static boolean pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
            return true;
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Puts a deed in the audit trail: before it returns if the database is there, else as soon as it is. */
    public void note(Access access, String action, ObjectNode detail) {
        try {
            history.note(access, action, detail);
        } catch (DatabaseException away) {
            noteLater(access, action, detail);
        }
    }

    /** Puts it on record how long somebody watched, as soon as that can be done. */
    public void watched(Watch watch, long seconds, String cause, long bytes) {
        noteLater(
                watch.access(),
                "terminal.unwatch",
                SessionHistory.watched(watch)
                        .put("seconds", seconds)
                        .put("cause", cause)
                        .put("bytes", bytes));
    }

    private void noteLater(Access access, String action, ObjectNode detail) {
        threads.execute(() -> insist(
                () -> history.note(access, action, detail),
                () -> log.atError()
                        .addKeyValue("tenant", access.caller().tenant())
                        .addKeyValue("user", access.caller().user())
                        .addKeyValue("device", access.device().device())
                        .addKeyValue("action", action)
                        .log("a deed could not be put on record")));
    }

    /** Lets entries that are being written be written. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
