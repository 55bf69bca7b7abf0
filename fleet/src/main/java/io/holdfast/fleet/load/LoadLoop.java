package io.holdfast.fleet.load;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The share of a load that one event loop carries. Everything here happens on that loop. */
final class LoadLoop {
    /** How long answers are waited for after the last request; beyond it a request counts as unanswered. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Shortest wait between two looks at the schedule; a finer tick costs more CPU than it gains precision. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** While every connection is busy, answers drive the load and the tick only watches for the end. */
    private static final long IDLE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What one loop saw in one run. */
    record Share(long[] statuses, long broken, long unanswered, Histogram latency, long elapsedNanos) {}

    private final EventLoop loop;
    private final RequestWriter writer;
    private final Runnable reconnect;
    private final ArrayDeque<LoadConnection> idle = new ArrayDeque<>();
    private Schedule schedule = new Schedule.Immediate();
    private CompletableFuture<Share> done = CompletableFuture.completedFuture(newShare(0, 0));
    private Histogram latency = newHistogram();
    private long[] statuses = new long[600];
    private long broken;
    private int underWay;
    private long start;
    private long end;

    LoadLoop(EventLoop loop, RequestWriter writer, Runnable reconnect) {
        this.loop = loop;
        this.writer = writer;
        this.reconnect = reconnect;
    }

    /** Runs until {@code endAt}; the answer completes when the last request was answered or given up. */
    CompletableFuture<Share> run(Schedule newSchedule, long startAt, long endAt) {
        CompletableFuture<Share> result = new CompletableFuture<>();
        loop.execute(() -> {
            schedule = newSchedule;
            done = result;
            latency = newHistogram();
            statuses = new long[600];
            broken = 0;
            start = startAt;
            end = endAt;
            loop.schedule(() -> giveUp(result), endAt + GRACE_NANOS - System.nanoTime(), TimeUnit.NANOSECONDS);
            tick();
        });
        return result;
    }

    void connected(LoadConnection connection) {
        idle.push(connection);
    }

    void answered(LoadConnection connection, int status, long due) {
        long now = System.nanoTime();
        underWay--;
        if (due >= start) { // older ones were given up by the run they belong to
            statuses[Math.min(Math.max(status, 0), 599)]++;
            latency.recordValue(now - due);
        }
        long next = schedule.nextDue(now);
        if (isDue(next, now)) {
            send(connection, next);
        } else {
            idle.push(connection);
            finishIfDrained(now);
        }
    }

    void lost(LoadConnection connection, boolean requestUnderWay) {
        idle.remove(connection);
        if (requestUnderWay) {
            broken++;
            underWay--;
        }
        if (!loop.isShuttingDown()) {
            loop.schedule(reconnect, 10, TimeUnit.MILLISECONDS);
        }
        finishIfDrained(System.nanoTime());
    }

    private void tick() {
        long now = System.nanoTime();
        long next = schedule.nextDue(now);
        while (isDue(next, now) && !idle.isEmpty()) {
            send(idle.pop(), next);
            next = schedule.nextDue(now);
        }
        if (next < end && !done.isDone()) {
            long wait = next > now ? Math.max(TICK_NANOS, Math.min(next, end) - now) : IDLE_TICK_NANOS;
            loop.schedule(this::tick, wait, TimeUnit.NANOSECONDS);
        } else {
            finishIfDrained(now);
        }
    }

    /** What was due before the end is sent even after it: a backlog that is dropped would hide the stall that made it. */
    private boolean isDue(long due, long now) {
        return due <= now && due < end;
    }

    private void send(LoadConnection connection, long due) {
        underWay++;
        schedule.sent();
        connection.send(writer, due);
    }

    private void finishIfDrained(long now) {
        if (schedule.nextDue(now) >= end && underWay == 0 && !done.isDone()) {
            done.complete(newShare(0, now - start));
        }
    }

    private void giveUp(CompletableFuture<Share> run) {
        if (!run.isDone()) {
            int unanswered = underWay + schedule.unsentBefore(end);
            schedule = new Schedule.Immediate();
            run.complete(newShare(unanswered, end - start));
        }
    }

    private Share newShare(int unanswered, long elapsed) {
        return new Share(statuses, broken, unanswered, latency, elapsed);
    }

    private static Histogram newHistogram() {
        // three digits up to a minute: a request that waits longer is given up by the run's grace anyway
        Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        histogram.setAutoResize(true);
        return histogram;
    }
}
