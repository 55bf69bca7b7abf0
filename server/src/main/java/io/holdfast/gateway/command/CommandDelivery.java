package io.holdfast.gateway.command;

import io.holdfast.gateway.client.ClientWishes;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands that wait to devices whose link this node has. What waits in the whole cell is bounded and held in memory; twice a
 * second it is held against the links, so that a device that comes back costs no statement and no timer. A command is claimed in the
 * database before it is sent: of all nodes one sends it, and that one once.
 */
public final class CommandDelivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CommandDelivery.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** What was queued at another node is known here after this. */
    static final Duration READ_EVERY = Duration.ofSeconds(2);

    /** A session each; a node with many more at once has better things to do. */
    static final int AT_ONCE_MAX = 64;

    private static final int ANSWER_TRIES_MAX = 10;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    private final Transactions transactions;
    private final Predicate<DeviceRef> linked;
    private final LongPredicate inForce;
    private final Wishes wishes;
    private final Clock clock;
    private final CommandPauses pauses;
    private final Semaphore free = new Semaphore(AT_ONCE_MAX);
    private final Thread thread = Thread.ofVirtual().name("command-delivery").unstarted(this::run);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("command-", 0).factory());
    private volatile List<WaitingCommand> waiting = List.of();
    private volatile boolean readAgain = true;
    private volatile boolean stopped;
    private long readNanos;
    private boolean failing;

    /** How a device is asked. */
    @FunctionalInterface
    interface Wishes {
        ClientWishes.Outcome ask(DeviceRef device, SessionOwner owner, ClientWishes.Wish wish);
    }

    /** Delivers by hand: {@link #step} does a round. */
    CommandDelivery(
            Transactions transactions, Predicate<DeviceRef> linked, LongPredicate inForce, Wishes wishes, Clock clock) {
        this.transactions = transactions;
        this.linked = linked;
        this.inForce = inForce;
        this.wishes = wishes;
        this.clock = clock;
        this.pauses = new CommandPauses(clock);
    }

    /**
     * Delivers until it is closed.
     *
     * @param linked whether this node has the device's link, from memory
     * @param inForce whether every live node has applied the change with this number, as far as can be told now
     */
    public static CommandDelivery start(
            Transactions transactions,
            Predicate<DeviceRef> linked,
            LongPredicate inForce,
            ClientWishes wishes,
            Clock clock) {
        CommandDelivery delivery = new CommandDelivery(transactions, linked, inForce, wishes::ask, clock);
        delivery.thread.start();
        return delivery;
    }

    /** Something was queued here: look now. */
    public void kick() {
        readAgain = true;
        LockSupport.unpark(thread);
    }

    /** How many commands wait in the cell, as this node knows; for a gauge. */
    public int waiting() {
        return waiting.size();
    }

    private void run() {
        while (!stopped) {
            step();
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** One round; how many commands it began to send. */
    int step() {
        try {
            if (readAgain || clock.monotonicNanos() - readNanos >= READ_EVERY.toNanos()) {
                readAgain = false;
                waiting = transactions.read(CommandRows::waiting);
                readNanos = clock.monotonicNanos();
                pauses.forgetOld();
            }
            int begun = deliver();
            failing = false;
            return begun;
        } catch (DatabaseException away) {
            if (!failing) {
                failing = true;
                log.atWarn().addKeyValue("why", away.getMessage()).log("commands wait for the database");
            }
            return 0;
        } catch (RuntimeException fault) {
            log.atError().setCause(fault).log("delivering commands failed; it is tried again");
            return 0;
        }
    }

    private int deliver() {
        Set<Long> early = new HashSet<>();
        Set<Long> arrived = new HashSet<>();
        List<WaitingCommand> due = waiting.stream()
                .filter(command -> pauses.isOver(command.id()) && linked.test(command.device()))
                .filter(command ->
                        command.cause().isEmpty() || hasArrived(command.cause().getAsLong(), arrived, early))
                .limit(free.availablePermits())
                .toList();
        // Held for a second at most: by then it is read again, and says no cause any more.
        if (!early.isEmpty()) {
            readAgain = true;
        }
        if (due.isEmpty()) {
            return 0;
        }
        // What another node claims first, or a person takes back, is not ours.
        Set<CommandId> claimed = transactions.write(connection -> CommandRows.claim(connection, due));
        waiting = waiting.stream().filter(command -> !due.contains(command)).toList();
        List<WaitingCommand> mine =
                due.stream().filter(command -> claimed.contains(command.id())).toList();
        mine.forEach(command -> {
            free.acquireUninterruptibly();
            threads.execute(() -> send(command));
        });
        return mine.size();
    }

    /** Asked once for each number. */
    private boolean hasArrived(long cause, Set<Long> arrived, Set<Long> early) {
        if (!arrived.contains(cause) && !early.contains(cause)) {
            (inForce.test(cause) ? arrived : early).add(cause);
        }
        return arrived.contains(cause);
    }

    private void send(WaitingCommand command) {
        try {
            // A name of its own: what one person may have open does not bound how many devices hear of it.
            SessionOwner owner = new SessionOwner(command.device().tenant(), "command " + command.id());
            note(command, wishes.ask(command.device(), owner, command.kind().wish()));
        } catch (RuntimeException fault) {
            log.atError().addKeyValue("command", command.id()).setCause(fault).log("sending a command failed");
        } finally {
            free.release();
        }
    }

    private void note(WaitingCommand command, ClientWishes.Outcome outcome) {
        switch (outcome) {
            case ClientWishes.Outcome.Done ignored -> answered(command, false, "");
            case ClientWishes.Outcome.Failed failed -> answered(command, true, failed.text());
            case ClientWishes.Outcome.Unanswered ignored -> {
                // Whether the device heard it nobody knows, and it is never sent twice.
            }
            case ClientWishes.Outcome.Refused refused -> refused(command, refused.reason());
        }
    }

    private void refused(WaitingCommand command, SessionOpening.Reason reason) {
        switch (reason) {
            case NOT_SERVED, REFUSED -> answered(command, true, reason.refusal().sentence());
            case DEVICE_FULL, OWNER_FULL, TIMED_OUT -> {
                pauses.begin(command.id());
                release(command);
            }
            // Its link is over: with the next one it can be asked at once.
            case DEVICE_UNKNOWN, NOT_CONNECTED, LINK_ENDED -> release(command);
        }
    }

    private void release(WaitingCommand command) {
        insist(
                command,
                () -> transactions.write(connection -> {
                    CommandRows.release(connection, command);
                    return true;
                }));
    }

    private void answered(WaitingCommand command, boolean failed, String answer) {
        insist(
                command,
                () -> transactions.write(connection -> {
                    CommandRows.answered(connection, command, failed, answer);
                    return true;
                }));
    }

    /** A database that is away for a moment loses no outcome; one that is away for longer leaves the command sent. */
    private void insist(WaitingCommand command, Runnable entry) {
        for (int tries = 1; tries <= ANSWER_TRIES_MAX && !stopped; tries++) {
            try {
                entry.run();
                return;
            } catch (DatabaseException away) {
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
        log.atWarn().addKeyValue("command", command.id()).log("what became of a command could not be put on record");
    }

    /** Sends no more, and lets what is under way end for a moment. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
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
