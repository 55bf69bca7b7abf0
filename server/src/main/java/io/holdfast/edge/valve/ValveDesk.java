package io.holdfast.edge.valve;

import io.holdfast.edge.valve.NodeValveStore.Wish;
import io.holdfast.edge.valve.ValveBoard.Scope;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;
import java.time.Duration;
import java.util.Optional;

/**
 * Where operators set and clear valves. What they wish is in force on this node when the call returns, also with the database dead,
 * and survives a restart; the answer says whether the whole cell has it.
 */
public final class ValveDesk {
    /** With its database there the cell takes milliseconds; an operator without one is not kept waiting. */
    private static final Duration CELL_WAIT = Duration.ofSeconds(2);

    private final NodeValves node;
    private final ValveBoard board;
    private final ValveCell cell;
    private final Runnable changed;

    /** @param changed told after each change, to look at links; must not block */
    public ValveDesk(NodeValves node, ValveBoard board, ValveCell cell, Runnable changed) {
        this.node = node;
        this.board = board;
        this.cell = cell;
        this.changed = changed;
    }

    /** Sets it; empty when there are as many as there may be. */
    public Optional<Scope> set(Valve valve) {
        if (board.all().size() >= Valve.VALVES_MAX || !node.hasRoom()) {
            return Optional.empty();
        }
        return Optional.of(wish(new Wish.Set(valve)));
    }

    /** Takes it away; empty when there is none. */
    public Optional<Scope> clear(ValveId id, String who) {
        boolean there =
                board.all().stream().anyMatch(listed -> listed.valve().id().equals(id));
        return there ? Optional.of(wish(new Wish.Clear(id, who))) : Optional.empty();
    }

    private Scope wish(Wish wish) {
        node.wish(wish);
        board.look();
        changed.run();
        Thread writer = Thread.startVirtualThread(() -> node.write(cell, CELL_WAIT));
        try {
            boolean ended = writer.join(CELL_WAIT);
            return ended && node.isWritten(wish.id()) ? Scope.CELL : Scope.NODE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Scope.NODE;
        }
    }
}
