package io.holdfast.assembly;

import io.holdfast.edge.valve.ValveCell;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.valve.CellValves;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;

/** The cell's valves by way of the operator's own connections, which nothing else waits for. */
record DatabaseValves(CellValves valves) implements ValveCell {
    @Override
    public Outcome set(Valve valve) {
        try {
            return valves.set(valve).value() ? Outcome.DONE : Outcome.FULL;
        } catch (DatabaseException away) {
            return Outcome.AWAY;
        }
    }

    @Override
    public Outcome clear(ValveId id, String who) {
        try {
            // Nothing to clear is cleared.
            boolean was = valves.clear(id, who).value();
            return Outcome.DONE;
        } catch (DatabaseException away) {
            return Outcome.AWAY;
        }
    }
}
