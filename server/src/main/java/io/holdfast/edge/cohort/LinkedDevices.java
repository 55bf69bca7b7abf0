package io.holdfast.edge.cohort;

import java.util.function.IntConsumer;

/** Which devices have a live link here. */
@FunctionalInterface
public interface LinkedDevices {
    /** Visits the index of each, as of some moment during the call. */
    void each(IntConsumer visitor);
}
