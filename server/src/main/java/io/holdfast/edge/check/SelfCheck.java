package io.holdfast.edge.check;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The start-up self-check: runs beside a node that serves already, or before one that is gated, until it has a verdict. One line of
 * the log has it within ten seconds; while the database is away, or does not come to an end with an answer, that line says so, and
 * a second one follows when it is back. The line keeps its time whatever the examination does: it is told by a thread of its own.
 */
public final class SelfCheck implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SelfCheck.class);

    /** Ten are promised. */
    static final Duration TELL_AFTER = Duration.ofSeconds(9);

    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final Examination examination;
    private final Clock clock;
    private final Consumer<Verdict> decided;
    private final long startedNanos;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread looks = Thread.ofPlatform().daemon().name("self-check").unstarted(this::look);
    private final Thread watches =
            Thread.ofPlatform().daemon().name("self-check-deadline").unstarted(this::watch);
    private volatile Verdict verdict = new Verdict.Undecided("it has just begun");
    private @Nullable String lastFault;
    private boolean stands;
    private boolean told;

    /** @param decided told once, of a verdict that stands */
    public SelfCheck(Examination examination, Clock clock, Consumer<Verdict> decided) {
        this.examination = examination;
        this.clock = clock;
        this.decided = decided;
        this.startedNanos = clock.monotonicNanos();
    }

    public SelfCheck start() {
        looks.start();
        watches.start();
        return this;
    }

    /** What is known now. */
    public Verdict verdict() {
        return verdict;
    }

    private void look() {
        repeat(this::step);
    }

    private void watch() {
        repeat(this::overdue);
    }

    private void repeat(BooleanSupplier untilDone) {
        try {
            while (!untilDone.getAsBoolean()) {
                if (closing.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One try; whether the verdict stands. May take as long as the database does. */
    boolean step() {
        Verdict found = judge();
        boolean standing = settled(found);
        if (standing) {
            decided.accept(found);
        }
        return standing;
    }

    private synchronized boolean settled(Verdict found) {
        verdict = found;
        stands = switch (found) {
            case Verdict.Undecided undecided -> false;
            case Verdict.Passed passed -> {
                tell(log.atInfo(), "passed", passed.findings()).log("start-up self-check");
                yield true;
            }
            case Verdict.Failed failed -> {
                tell(log.atError(), "failed", failed.findings()).log("start-up self-check");
                yield true;
            }
        };
        return stands;
    }

    /** When it is time for a line and there is no verdict, says so, once; whether nothing more is to be said about time. Never waits. */
    synchronized boolean overdue() {
        if (!stands && !told && clock.monotonicNanos() - startedNanos >= TELL_AFTER.toNanos()) {
            told = true;
            tell(log.atWarn(), "undecided", List.of())
                    .addKeyValue("why", verdict instanceof Verdict.Undecided undecided ? undecided.why() : "")
                    .log("start-up self-check: it waits");
        }
        return stands || told;
    }

    private Verdict judge() {
        try {
            Optional<Verdict> waits = examination.waitsFor().map(Verdict.Undecided::new);
            if (waits.isPresent()) {
                return waits.get();
            }
            verdict = new Verdict.Undecided("the database has not answered all questions yet");
            return Verdict.of(examination.findings());
        } catch (DatabaseException away) {
            return new Verdict.Undecided("the database does not answer: " + away.getMessage());
        } catch (RuntimeException fault) {
            // Tried five times a second: said once each.
            if (!fault.toString().equals(lastFault)) {
                lastFault = fault.toString();
                log.atError().setCause(fault).log("the start-up self-check itself failed; it is tried again");
            }
            return new Verdict.Undecided("the check itself failed: " + fault.getMessage());
        }
    }

    private static LoggingEventBuilder tell(LoggingEventBuilder line, String verdict, List<Finding> findings) {
        LoggingEventBuilder all = line.addKeyValue("verdict", verdict);
        for (Finding finding : findings) {
            all = all.addKeyValue(finding.check(), finding.sentence());
        }
        return all;
    }

    @Override
    public void close() {
        closing.countDown();
        looks.interrupt();
        watches.interrupt();
    }
}
