package io.holdfast.edge.intake;

import io.holdfast.platform.database.DatabaseException;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties one lane, a batch at a time. No linger: what queued during the last commit is the batch. Lives on the writer's
 * thread.
 */
final class LaneWorker<R, O> {
    private static final Logger log = LoggerFactory.getLogger(LaneWorker.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    // Each waits 200 ms for its lock; with a fourth a device could wait longer than the promised second.
    private static final int ATTEMPTS = 3;
    private static final long RETRY_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    /** One batch in so many goes through the journal, so that it is never a path nobody has walked. */
    private static final int JOURNAL_EVERY = 1_000;

    private final ReportKind<R, O> kind;
    private final Lane<R, O> lane;
    private final DatabaseLink link;
    private final JournalPath<R, O> journal;
    private final IntakeCounters counters;
    private final Runnable nudge;
    private long batches;

    LaneWorker(
            ReportKind<R, O> kind,
            Lane<R, O> lane,
            DatabaseLink link,
            JournalPath<R, O> journal,
            IntakeCounters counters,
            Runnable nudge) {
        this.kind = kind;
        this.lane = lane;
        this.link = link;
        this.journal = journal;
        this.counters = counters;
        this.nudge = nudge;
    }

    /** Does at most one live batch and what the journal has waited with. Whether there was anything to do. */
    boolean step() {
        boolean replayed = journal.replay();
        List<Ticket<R, O>> tickets = lane.take();
        if (tickets.isEmpty()) {
            return replayed;
        }
        Batch<R, O> batch = Batch.of(tickets, kind);
        lane.putBack(batch.deferred());
        List<Slot<R, O>> slots = List.copyOf(batch.slots());
        try {
            dispatch(slots);
        } catch (RuntimeException bug) {
            link.lost();
            fault(slots, bug);
        }
        return true;
    }

    /** Whether a writer may sleep as far as this lane is concerned. */
    boolean isIdle() {
        return lane.isEmpty() && journal.isIdle();
    }

    /** Answers all who wait; for the end, when the writer's time is up. */
    void giveUp() {
        for (List<Ticket<R, O>> left = lane.take(); !left.isEmpty(); left = lane.take()) {
            Replies<O> replies = new Replies<>();
            left.forEach(ticket -> replies.add(ticket.reply(), kind.unavailable(RETRY_AFTER)));
            replies.send();
        }
    }

    private void dispatch(List<Slot<R, O>> slots) {
        // Behind what is in the journal already, or an older report would be applied over a newer one.
        boolean behind = !journal.isEmpty();
        boolean sample = ++batches % JOURNAL_EVERY == 0;
        if ((behind || sample) && journal.keep(slots)) {
            return;
        }
        commit(slots, 1);
    }

    private void commit(List<Slot<R, O>> slots, int attempt) {
        Optional<Connection> connection = link.connection();
        if (connection.isEmpty()) {
            setAside(slots);
            return;
        }
        List<Received<R>> reports = slots.stream().map(Slot::received).toList();
        BatchResult<O> result;
        try {
            result = kind.commit(connection.get(), reports, Passage.LIVE);
        } catch (DatabaseException e) {
            failed(slots, attempt, e);
            return;
        }
        count(IntakeCounters.Count.BATCHES, 1);
        count(IntakeCounters.Count.STATEMENTS, result.statements());
        Replies<O> replies = new Replies<>();
        for (int i = 0; i < slots.size(); i++) {
            count(IntakeCounters.Count.COMMITTED, slots.get(i).waiting());
            slots.get(i).answer(result.verdicts().get(i), replies);
        }
        replies.send();
        kind.committed(reports, result.verdicts());
        if (result.seq().isPresent()) {
            nudge.run();
        }
    }

    private void failed(List<Slot<R, O>> slots, int attempt, DatabaseException e) {
        switch (e.kind()) {
            case BAD_DATA -> bisect(slots, e);
            case CONTENTION -> {
                if (attempt < ATTEMPTS) {
                    count(IntakeCounters.Count.RETRIES, 1);
                    LockSupport.parkNanos(RETRY_PAUSE_NANOS * attempt);
                    commit(slots, attempt + 1);
                } else {
                    setAside(slots);
                }
            }
            case UNAVAILABLE -> {
                log.atWarn()
                        .addKeyValue("lane", kind.lane().label())
                        .addKeyValue("sqlstate", e.sqlState())
                        .log("intake lost the database");
                link.lost();
                setAside(slots);
            }
            case FAULT -> fault(slots, e);
        }
    }

    /** One of them is at fault; the others must not pay for it. */
    private void bisect(List<Slot<R, O>> slots, DatabaseException e) {
        if (slots.size() > 1) {
            int half = slots.size() / 2;
            commit(slots.subList(0, half), 1);
            commit(slots.subList(half, slots.size()), 1);
            return;
        }
        Slot<R, O> slot = slots.getFirst();
        count(IntakeCounters.Count.POISONED, slot.waiting());
        log.atError()
                .addKeyValue("lane", kind.lane().label())
                .addKeyValue("tenant", kind.tenant(slot.received().report()))
                .addKeyValue("report", slot.received().receipt().id())
                .addKeyValue("sqlstate", e.sqlState())
                .log("the database refused a report that the edge let pass");
        answerAll(slots, kind.poisoned());
    }

    private void setAside(List<Slot<R, O>> slots) {
        if (!journal.keep(slots)) {
            refuse(slots);
        }
    }

    private void fault(List<Slot<R, O>> slots, RuntimeException bug) {
        count(IntakeCounters.Count.FAULTS, 1);
        log.atError().addKeyValue("lane", kind.lane().label()).setCause(bug).log("intake could not commit a batch");
        refuse(slots);
    }

    private void refuse(List<Slot<R, O>> slots) {
        slots.forEach(slot -> count(IntakeCounters.Count.UNAVAILABLE, slot.waiting()));
        answerAll(slots, kind.unavailable(RETRY_AFTER));
    }

    private static <R, O> void answerAll(List<Slot<R, O>> slots, O outcome) {
        Replies<O> replies = new Replies<>();
        slots.forEach(slot -> slot.answer(outcome, replies));
        replies.send();
    }

    private void count(IntakeCounters.Count count, long more) {
        counters.add(kind.lane(), count, more);
    }
}
