package io.holdfast.operator.figure;

import io.holdfast.platform.metrics.LoopWatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** How late and how busy the event loops are: what every device waits for, and what a node runs out of first. */
public final class LoopFigures {
    private static final double NANOS_PER_MILLI = 1e6;

    private LoopFigures() {}

    /** @param loops those that turn now */
    public static void add(FigureBoard board, Supplier<List<LoopWatch>> loops) {
        board.add(
                new Figure(Names.LOOP_LAG, "Event loop, latest beat", Figure.Unit.MILLIS),
                () -> loops.get().stream()
                        .mapToDouble(loop -> loop.takeLag().toNanos() / NANOS_PER_MILLI)
                        .max());
        board.add(new Figure(Names.LOOP_BUSY, "Event loops, busy", Figure.Unit.SHARE), new Busy(loops));
    }

    /** The greater of the busiest loop's share of a core, and of all loops' share of the machine's cores. */
    private static final class Busy implements FigureSource {
        private final Supplier<List<LoopWatch>> loops;
        private final int cores = Runtime.getRuntime().availableProcessors();
        private List<Long> earlier = List.of();
        private long earlierNanos;

        Busy(Supplier<List<LoopWatch>> loops) {
            this.loops = loops;
        }

        @Override
        public OptionalDouble read() {
            List<Long> used = loops.get().stream().map(LoopWatch::cpuNanos).toList();
            long now = System.nanoTime();
            List<Double> shares = new ArrayList<>();
            // Loops are only ever added, at the end; one that is new has no earlier reading.
            for (int i = 0; i < Math.min(used.size(), earlier.size()); i++) {
                shares.add(Math.max(0, used.get(i) - earlier.get(i)) / (double) Math.max(1, now - earlierNanos));
            }
            earlier = used;
            earlierNanos = now;
            double all = shares.stream().mapToDouble(Double::doubleValue).sum() / cores;
            OptionalDouble busiest =
                    shares.stream().mapToDouble(Double::doubleValue).max();
            return busiest.isEmpty() ? busiest : OptionalDouble.of(Math.max(all, busiest.getAsDouble()));
        }
    }
}
