package io.holdfast.edge.intake;

import io.holdfast.platform.clock.Clock;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Where reports of one kind come in: they get their number and a place in the lane, or are refused at once. */
final class Door<R, O> {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final ReportKind<R, O> kind;
    private final Lane<R, O> lane;
    private final ReportNumbers numbers;
    private final Clock clock;
    private final IntakeCounters counters;
    private final Runnable wake;

    Door(
            ReportKind<R, O> kind,
            Lane<R, O> lane,
            ReportNumbers numbers,
            Clock clock,
            IntakeCounters counters,
            Runnable wake) {
        this.kind = kind;
        this.lane = lane;
        this.numbers = numbers;
        this.clock = clock;
        this.counters = counters;
        this.wake = wake;
    }

    /** {@code home} is where the stage is completed, unless there is no room: then it is completed already. */
    CompletionStage<O> submit(R report, Executor home) {
        CompletableFuture<O> answer = new CompletableFuture<>();
        Received<R> received = new Received<>(new Receipt(numbers.next(), clock.now()), report);
        if (lane.offer(new Ticket<>(received, kind.bytes(report), new Reply<>(answer, home)))) {
            wake.run();
        } else {
            counters.add(kind.lane(), IntakeCounters.Count.BUSY, 1);
            answer.complete(kind.busy(RETRY_AFTER));
        }
        return answer;
    }

    int queued() {
        return lane.size();
    }

    long queuedBytes() {
        return lane.queuedBytes();
    }
}
