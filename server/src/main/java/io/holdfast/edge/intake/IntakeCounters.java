package io.holdfast.edge.intake;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts since the start. Reading never blocks a writer. */
public final class IntakeCounters {

    /** What is counted of each lane. */
    public enum Count {
        /** Callers answered by a commit in PostgreSQL. */
        COMMITTED,
        /** Callers answered by the journal. */
        JOURNALED,
        /** Reports brought from the journal into PostgreSQL. */
        REPLAYED,
        /** Callers told that the queue is full. */
        BUSY,
        /** Callers told that neither database nor journal takes it. */
        UNAVAILABLE,
        /** Reports whose data PostgreSQL refused: our own mistakes. */
        POISONED,
        /** Batches sent and committed, live or replayed. */
        BATCHES,
        /** Batches sent again after a lock or serialisation conflict. */
        RETRIES,
        /** Batches that failed in a way that no retry mends. */
        FAULTS,
        /** Statements, as {@code pg_stat_statements} counts their calls. */
        STATEMENTS
    }

    private final Map<LaneName, Map<Count, LongAdder>> lanes = Stream.of(LaneName.values())
            .collect(Collectors.toMap(
                    Function.identity(),
                    lane -> Stream.of(Count.values())
                            .collect(Collectors.toMap(
                                    Function.identity(),
                                    count -> new LongAdder(),
                                    (a, b) -> a,
                                    () -> new EnumMap<>(Count.class))),
                    (a, b) -> a,
                    () -> new EnumMap<>(LaneName.class)));

    private final LongAdder setUp = new LongAdder();

    /** How often so far. */
    public long count(LaneName lane, Count count) {
        return adder(lane, count).sum();
    }

    /** Statements of all lanes, and those that made connections fit for use. */
    public long statements() {
        return setUp.sum()
                + Stream.of(LaneName.values())
                        .mapToLong(lane -> count(lane, Count.STATEMENTS))
                        .sum();
    }

    void setUp(int statements) {
        setUp.add(statements);
    }

    void add(LaneName lane, Count count, long more) {
        adder(lane, count).add(more);
    }

    private LongAdder adder(LaneName lane, Count count) {
        // Both maps hold every key.
        return Objects.requireNonNull(Objects.requireNonNull(lanes.get(lane)).get(count));
    }
}
