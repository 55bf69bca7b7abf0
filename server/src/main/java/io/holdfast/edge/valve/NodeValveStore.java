package io.holdfast.edge.valve;

import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;
import java.util.List;

/** Where a node keeps what an operator wished while the database was away. A write that returns survives a power failure. */
public interface NodeValveStore {

    /** What an operator wished. */
    sealed interface Wish {
        ValveId id();

        /** To set this. */
        record Set(Valve valve) implements Wish {
            @Override
            public ValveId id() {
                return valve.id();
            }
        }

        /** To take this away. */
        record Clear(ValveId id, String who) implements Wish {}
    }

    /** All that are kept. */
    List<Wish> wishes();

    /** Keeps it, in place of an earlier one about the same valve. */
    void keep(Wish wish);

    /** It is fulfilled, or over. */
    void forget(ValveId id);
}
