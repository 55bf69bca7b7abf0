package io.holdfast.operator.figure;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How much room a disk had when it was looked at. In bytes.
 *
 * @param seenNanos on the monotonic clock
 */
public record DiskRoom(double free, double total, long seenNanos) {

    /** Known in the sample after each look, so that the figure of a disk that hangs grows old. */
    static final class Source implements FigureSource {
        private final Supplier<Optional<DiskRoom>> disk;
        private final ToDoubleFunction<DiskRoom> figure;
        private OptionalLong toldNanos = OptionalLong.empty();

        Source(Supplier<Optional<DiskRoom>> disk, ToDoubleFunction<DiskRoom> figure) {
            this.disk = disk;
            this.figure = figure;
        }

        @Override
        public OptionalDouble read() {
            Optional<DiskRoom> room = disk.get();
            OptionalLong seen = room.map(it -> OptionalLong.of(it.seenNanos())).orElseGet(OptionalLong::empty);
            if (room.isEmpty() || seen.equals(toldNanos)) {
                return OptionalDouble.empty();
            }
            toldNanos = seen;
            return OptionalDouble.of(figure.applyAsDouble(room.get()));
        }
    }
}
