package io.holdfast.edge.valve;

import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;

/** The way to the whole cell. Never called on a device request's path. */
public interface ValveCell {
    /** What became of a wish. */
    enum Outcome {
        /** It holds in the whole cell. */
        DONE,
        /** The cell has as many valves as it may have. */
        FULL,
        /** The database is away, or busy: tried again. */
        AWAY
    }

    Outcome set(Valve valve);

    Outcome clear(ValveId id, String who);
}
