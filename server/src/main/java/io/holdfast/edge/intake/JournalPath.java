package io.holdfast.edge.intake;

import io.holdfast.edge.intake.LocalJournal.Entry;
import io.holdfast.edge.intake.LocalJournal.Positioned;
import io.holdfast.edge.intake.ReportKind.Journaling;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Received;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One lane's way into the journal and, once the database is back, out of it. Lives on the writer's thread. */
final class JournalPath<R, O> {
    private static final Logger log = LoggerFactory.getLogger(JournalPath.class);
    /** More than one for each live batch, or a busy lane would never empty its journal. */
    private static final int BATCHES_A_STEP = 4;

    private static final Duration AFTER_CONFLICT = Duration.ofMillis(20);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

    private final ReportKind<R, O> kind;
    private final LocalJournal journal;
    private final DatabaseLink link;
    private final IntakeCounters counters;
    private final Clock clock;
    private final Runnable nudge;
    private long notBeforeNanos;

    JournalPath(
            ReportKind<R, O> kind,
            LocalJournal journal,
            DatabaseLink link,
            IntakeCounters counters,
            Clock clock,
            Runnable nudge) {
        this.kind = kind;
        this.journal = journal;
        this.link = link;
        this.counters = counters;
        this.clock = clock;
        this.nudge = nudge;
        this.notBeforeNanos = clock.monotonicNanos();
    }

    /** Whether nothing of this lane waits in the journal. */
    boolean isEmpty() {
        return switch (kind.journaling()) {
            case Journaling.Never<R, O> never -> true;
            case Journaling.Kept<R, O> kept -> journal.isEmpty(kept.lane());
        };
    }

    /** Whether there is nothing to replay, or no way to. */
    boolean isIdle() {
        return isEmpty() || link.connection().isEmpty() || !due();
    }

    /** Keeps the reports and answers their callers. False, and nothing is answered, when they cannot be kept. */
    boolean keep(List<Slot<R, O>> slots) {
        return switch (kind.journaling()) {
            case Journaling.Never<R, O> never -> false;
            case Journaling.Kept<R, O> kept -> keep(slots, kept);
        };
    }

    private boolean keep(List<Slot<R, O>> slots, Journaling.Kept<R, O> kept) {
        List<Entry> entries =
                slots.stream().map(slot -> entry(slot.received(), kept.codec())).toList();
        if (!journal.append(kept.lane(), entries)) {
            return false;
        }
        kind.journaled(slots.stream().map(Slot::received).toList());
        Replies<O> replies = new Replies<>();
        for (Slot<R, O> slot : slots) {
            counters.add(kind.lane(), IntakeCounters.Count.JOURNALED, slot.waiting());
            slot.answer(kept.outcome(), replies);
        }
        replies.send();
        return true;
    }

    /** Brings a few batches to the database. Whether there was anything to do. */
    boolean replay() {
        return kind.journaling() instanceof Journaling.Kept<R, O> kept && replay(kept);
    }

    private boolean replay(Journaling.Kept<R, O> kept) {
        boolean worked = false;
        for (int i = 0; i < BATCHES_A_STEP && !isIdle(); i++) {
            LaneLimits limits = kind.limits();
            List<Positioned> oldest = journal.oldest(kept.lane(), limits.batchReports(), limits.batchBytes());
            commit(withoutRepeatedKeys(decoded(oldest, kept)), kept);
            worked = true;
        }
        return worked;
    }

    /** A report out of the journal, and all the places that are done with when it is committed. */
    private record Replayed<R>(List<Long> positions, Received<R> received) {}

    private List<Replayed<R>> decoded(List<Positioned> oldest, Journaling.Kept<R, O> kept) {
        List<Replayed<R>> decoded = new ArrayList<>(oldest.size());
        for (Positioned positioned : oldest) {
            Entry entry = positioned.entry();
            try {
                R report = kept.codec().decode(entry.device(), entry.body());
                decoded.add(new Replayed<>(List.of(positioned.position()), new Received<>(entry.receipt(), report)));
            } catch (IllegalArgumentException unreadable) {
                drop(List.of(positioned.position()), entry.receipt().id().toString(), "unreadable", kept);
            }
        }
        return decoded;
    }

    /** As {@link Batch}: the longest beginning in which no report of a key needs a statement after another one's. */
    private List<Replayed<R>> withoutRepeatedKeys(List<Replayed<R>> all) {
        Map<Object, Integer> places = new HashMap<>();
        List<Replayed<R>> batch = new ArrayList<>(all.size());
        for (Replayed<R> next : all) {
            R report = next.received().report();
            Integer place = places.putIfAbsent(kind.key(report), batch.size());
            if (place == null) {
                batch.add(next);
                continue;
            }
            Replayed<R> earlier = batch.get(place);
            if (!kind.absorbs(report, earlier.received().report())) {
                break;
            }
            List<Long> positions = new ArrayList<>(earlier.positions());
            positions.addAll(next.positions());
            batch.set(place, new Replayed<>(positions, next.received()));
        }
        return batch;
    }

    private void commit(List<Replayed<R>> batch, Journaling.Kept<R, O> kept) {
        Optional<Connection> connection = link.connection();
        if (batch.isEmpty() || connection.isEmpty()) {
            return;
        }
        List<Received<R>> reports = batch.stream().map(Replayed::received).toList();
        try {
            BatchResult<O> result = kind.commit(connection.get(), reports, Passage.REPLAYED);
            counters.add(kind.lane(), IntakeCounters.Count.BATCHES, 1);
            counters.add(kind.lane(), IntakeCounters.Count.REPLAYED, batch.size());
            counters.add(kind.lane(), IntakeCounters.Count.STATEMENTS, result.statements());
            forget(kept, batch.stream().flatMap(r -> r.positions().stream()).toList());
            kind.committed(reports, result.verdicts());
            if (result.seq().isPresent()) {
                nudge.run();
            }
        } catch (DatabaseException e) {
            failed(batch, kept, e);
        }
    }

    private void failed(List<Replayed<R>> batch, Journaling.Kept<R, O> kept, DatabaseException e) {
        switch (e.kind()) {
            case BAD_DATA -> bisect(batch, kept, e);
            case CONTENTION -> pause(AFTER_CONFLICT);
            case UNAVAILABLE -> link.lost();
            case FAULT -> {
                counters.add(kind.lane(), IntakeCounters.Count.FAULTS, 1);
                log.atError()
                        .addKeyValue("lane", kind.lane().label())
                        .setCause(e)
                        .log("the journal cannot be replayed");
                pause(AFTER_FAULT);
            }
        }
    }

    private void bisect(List<Replayed<R>> batch, Journaling.Kept<R, O> kept, DatabaseException e) {
        if (batch.size() > 1) {
            int half = batch.size() / 2;
            commit(batch.subList(0, half), kept);
            commit(batch.subList(half, batch.size()), kept);
            return;
        }
        Replayed<R> poisoned = batch.getFirst();
        drop(poisoned.positions(), poisoned.received().receipt().id().toString(), e.sqlState(), kept);
    }

    private void drop(List<Long> positions, String report, String cause, Journaling.Kept<R, O> kept) {
        counters.add(kind.lane(), IntakeCounters.Count.POISONED, 1);
        log.atError()
                .addKeyValue("lane", kind.lane().label())
                .addKeyValue("report", report)
                .addKeyValue("cause", cause)
                .log("a report that was acknowledged cannot be stored");
        forget(kept, positions);
    }

    /** What cannot be forgotten comes again: its ids make that harmless, but at full speed it would be all the writer does. */
    private void forget(Journaling.Kept<R, O> kept, List<Long> positions) {
        if (!journal.remove(kept.lane(), positions)) {
            pause(AFTER_FAULT);
        }
    }

    private Entry entry(Received<R> received, ReportKind.JournalCodec<R> codec) {
        R report = received.report();
        return new Entry(codec.device(report), received.receipt(), codec.encode(report), codec.replacesEarlier(report));
    }

    private boolean due() {
        return clock.monotonicNanos() - notBeforeNanos >= 0;
    }

    private void pause(Duration span) {
        notBeforeNanos = clock.monotonicNanos() + span.toNanos();
    }
}
