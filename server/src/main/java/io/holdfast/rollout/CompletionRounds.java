package io.holdfast.rollout;

import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks {@link DeploymentCompletion} and {@link FailureHold} after batches that finished targets: once a round for each deployment, not once a report,
 * so that a rollout to 100,000 devices costs a few statements a second however fast they answer.
 */
public final class CompletionRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CompletionRounds.class);
    private static final Duration ROUND = Duration.ofMillis(250);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** Beyond this the start's look at everything open is cheaper than the list. */
    private static final int WAITING_MAX = 100_000;

    private final DeploymentCompletion completion;
    private final FailureHold hold;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Set<DeploymentRef> waiting = new HashSet<>();
    private final Thread thread;
    private boolean lookAtAll = true;
    private boolean closed;

    private CompletionRounds(DeploymentCompletion completion, FailureHold hold) {
        this.completion = completion;
        this.hold = hold;
        this.thread = Thread.ofVirtual().name("deployment-completion").unstarted(this::run);
    }

    /** Begins with everything that finished while no node looked. */
    public static CompletionRounds start(DeploymentCompletion completion, FailureHold hold) {
        CompletionRounds rounds = new CompletionRounds(completion, hold);
        rounds.thread.start();
        return rounds;
    }

    /** A target of it finished. Any thread; never blocks for the database. */
    public void targetFinished(DeploymentRef deployment) {
        lock.lock();
        try {
            if (waiting.size() < WAITING_MAX) {
                waiting.add(deployment);
            } else {
                lookAtAll = true;
            }
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Set<DeploymentRef> round = next(); !Thread.currentThread().isInterrupted(); round = next()) {
                Thread.sleep(finish(round) ? ROUND : AFTER_FAILURE);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<DeploymentRef> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !lookAtAll && !closed) {
                something.await();
            }
            if (closed) {
                throw new InterruptedException("closed");
            }
            Set<DeploymentRef> round = Set.copyOf(waiting);
            waiting.clear();
            return round;
        } finally {
            lock.unlock();
        }
    }

    private boolean finish(Set<DeploymentRef> round) {
        Set<DeploymentRef> left = new HashSet<>(round);
        try {
            if (takeLookAtAll()) {
                left.addAll(leftOver());
            }
            for (DeploymentRef deployment : List.copyOf(left)) {
                look(deployment);
                left.remove(deployment);
            }
            return true;
        } catch (DatabaseException away) {
            log.atDebug().addKeyValue("cause", away.getMessage()).log("deployments are finished later");
            left.forEach(this::targetFinished);
            return false;
        }
    }

    private void look(DeploymentRef deployment) {
        if (completion.complete(deployment)) {
            log.atInfo()
                    .addKeyValue("tenant", deployment.tenant())
                    .addKeyValue("deployment", deployment.deployment())
                    .log("deployment finished");
            return;
        }
        switch (hold.review(deployment)) {
            case UNCHANGED -> {}
            case HELD ->
                log.atWarn()
                        .addKeyValue("tenant", deployment.tenant())
                        .addKeyValue("deployment", deployment.deployment())
                        .log("deployment held: its failures reached the limit");
            case RELEASED ->
                log.atInfo()
                        .addKeyValue("tenant", deployment.tenant())
                        .addKeyValue("deployment", deployment.deployment())
                        .log("deployment goes on: its failures are below the limit again");
        }
    }

    private List<DeploymentRef> leftOver() {
        try {
            List<DeploymentRef> all = new ArrayList<>(completion.completable());
            all.addAll(hold.overdue());
            return all;
        } catch (DatabaseException away) {
            lock.lock();
            try {
                lookAtAll = true;
            } finally {
                lock.unlock();
            }
            throw away;
        }
    }

    private boolean takeLookAtAll() {
        lock.lock();
        try {
            boolean all = lookAtAll;
            lookAtAll = false;
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            something.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
