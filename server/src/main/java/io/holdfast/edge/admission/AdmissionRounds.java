package io.holdfast.edge.admission;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at the event loops ten times a second and balances what hangs on it: never a loop, which is what is looked at. */
public final class AdmissionRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdmissionRounds.class);

    private final Runnable round;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("admission").unstarted(this::run);

    private AdmissionRounds(Runnable round) {
        this.round = round;
    }

    /** Begins to make rounds. */
    public static AdmissionRounds start(Runnable round) {
        AdmissionRounds rounds = new AdmissionRounds(round);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            while (!closing.await(TenantShares.ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    round.run();
                } catch (RuntimeException fault) {
                    log.atError().setCause(fault).log("a round of admission failed");
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
