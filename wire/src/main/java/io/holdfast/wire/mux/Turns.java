package io.holdfast.wire.mux;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whose data goes next: the highest priority's, its streams in turn. A lower one that was passed over {@link #PATIENCE} times has its
 * turn then, so that nothing stands still for ever.
 */
final class Turns {
    /** A thirty-third of a full link, 300 kB/s of 10 MB/s, stays for what has the lowest priority. */
    static final int PATIENCE = 32;

    private final List<Deque<MuxStream>> levels = new ArrayList<>();
    private final int[] passedOver = new int[StreamPriority.count()];

    Turns() {
        for (int i = 0; i < StreamPriority.count(); i++) {
            levels.add(new ArrayDeque<>());
        }
    }

    /** Puts a stream at the end of its level if it has a frame to send and is not there; whether it was put there. */
    boolean add(MuxStream stream) {
        if (stream.scheduled || !stream.isReady()) {
            return false;
        }
        stream.scheduled = true;
        return levels.get(stream.priority().ordinal()).add(stream);
    }

    /** Whether any stream waits for its turn. */
    boolean any() {
        return level().isPresent();
    }

    /** Takes the stream whose turn it is; it is ready. */
    Optional<MuxStream> take() {
        for (OptionalInt level = level(); level.isPresent(); level = level()) {
            MuxStream stream = levels.get(level.getAsInt()).remove();
            stream.scheduled = false;
            if (stream.isReady()) { // it may have been given up meanwhile
                passOver(level.getAsInt());
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    /** The level whose turn it is, if any has anything. */
    private OptionalInt level() {
        OptionalInt first = OptionalInt.empty();
        for (int level = 0; level < passedOver.length; level++) {
            if (!levels.get(level).isEmpty()) {
                if (passedOver[level] >= PATIENCE) {
                    return OptionalInt.of(level);
                }
                first = first.isPresent() ? first : OptionalInt.of(level);
            }
        }
        return first;
    }

    private void passOver(int chosen) {
        passedOver[chosen] = 0;
        for (int level = chosen + 1; level < passedOver.length; level++) {
            passedOver[level] = levels.get(level).isEmpty() ? 0 : passedOver[level] + 1;
        }
    }
}
