package io.holdfast.edge.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One writer with its connection and its lanes. */
final class Station implements AutoCloseable {
    private final Intake.Parts parts;
    private final IntakeCounters counters;
    private final DatabaseLink link;
    private final Writer writer;
    private final List<Lane<?, ?>> lanes = new ArrayList<>();
    private final List<LaneWorker<?, ?>> workers = new ArrayList<>();

    Station(String name, Intake.Parts parts, IntakeCounters counters) {
        this.parts = parts;
        this.counters = counters;
        this.writer = new Writer(name, workers);
        this.link = new DatabaseLink(name, parts.source(), new IntakeSession(counters), writer::wake);
    }

    /** Adds a lane; before the start. */
    <R, O> Door<R, O> open(ReportKind<R, O> kind) {
        Lane<R, O> lane = new Lane<>(kind.limits(), kind::tenant);
        JournalPath<R, O> journal =
                new JournalPath<>(kind, parts.journal(), link, counters, parts.clock(), parts.nudge());
        lanes.add(lane);
        workers.add(new LaneWorker<>(kind, lane, link, journal, counters, parts.nudge()));
        return new Door<>(kind, lane, parts.numbers(), parts.clock(), counters, writer::wake);
    }

    void start() {
        link.start();
        writer.start();
    }

    boolean awaitConnected(Duration atMost) throws InterruptedException {
        return link.awaitUp(atMost);
    }

    @Override
    public void close() {
        lanes.forEach(Lane::close);
        writer.close();
        link.close();
    }
}
