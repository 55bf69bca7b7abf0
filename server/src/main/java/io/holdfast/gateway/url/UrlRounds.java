package io.holdfast.gateway.url;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after device URLs on threads of its own: who may stay, who is signed in, who came. */
public final class UrlRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UrlRounds.class);

    /** With the feed's 200 ms, what was closed ends within half a second. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private static final Duration SESSIONS_EVERY = Duration.ofMillis(500);

    /** A list of URLs shows hits that are at most so old. */
    private static final Duration RECORD_EVERY = Duration.ofSeconds(5);

    private final DeviceUrlServer server;
    private final VisitorSessions sessions;
    private final UrlVisits visits;
    private volatile boolean closed;
    private final Thread looking = Thread.ofVirtual().name("device-urls").unstarted(() -> rounds(this::look));
    private final Thread asking = Thread.ofVirtual().name("device-url-people").unstarted(() -> rounds(this::ask));
    private final Thread recording =
            Thread.ofVirtual().name("device-url-visits").unstarted(() -> rounds(this::record));

    public UrlRounds(DeviceUrlServer server, VisitorSessions sessions, UrlVisits visits) {
        this.server = server;
        this.sessions = sessions;
        this.visits = visits;
    }

    /** Goes on until closed. */
    public UrlRounds start() {
        looking.start();
        asking.start();
        recording.start();
        return this;
    }

    private interface Round {
        void run() throws InterruptedException;
    }

    private void rounds(Round round) {
        while (!closed) {
            try {
                round.run();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException fault) {
                log.atError().setCause(fault).log("a round over device URLs failed");
            }
        }
    }

    private void look() throws InterruptedException {
        Thread.sleep(LOOK_EVERY);
        // First: whom the look over open connections would let go is told apart by it.
        sessions.giveUp();
        server.look();
    }

    private void ask() throws InterruptedException {
        sessions.awaitWish(SESSIONS_EVERY);
        sessions.look();
    }

    private void record() throws InterruptedException {
        Thread.sleep(RECORD_EVERY);
        visits.flush();
    }

    /** Stops, and puts on record what is not yet. */
    @Override
    public void close() {
        closed = true;
        looking.interrupt();
        asking.interrupt();
        recording.interrupt();
        visits.flush();
    }
}
