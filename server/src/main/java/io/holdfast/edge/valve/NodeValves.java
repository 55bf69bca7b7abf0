package io.holdfast.edge.valve;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.valve.NodeValveStore.Wish;
import io.holdfast.platform.clock.Clock;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node's operator wished, until the image says that the whole cell has it. A wish is in force here at once, kept over a
 * restart, and written to the cell as soon as its database takes it: with the database there that is at once, without it later.
 */
public final class NodeValves {
    private static final Logger log = LoggerFactory.getLogger(NodeValves.class);

    private final NodeValveStore store;
    private final FleetImage image;
    private final Clock clock;
    private final Map<ValveId, Wish> wishes = new ConcurrentHashMap<>();
    // The very wish: one that came in its place while it was written is not.
    private final Map<ValveId, Wish> written = new ConcurrentHashMap<>();
    private final Set<ValveId> told = ConcurrentHashMap.newKeySet();
    // One at a time: the rounds' and an operator's.
    private final Semaphore writing = new Semaphore(1);

    public NodeValves(NodeValveStore store, FleetImage image, Clock clock) {
        this.store = store;
        this.image = image;
        this.clock = clock;
        store.wishes().forEach(wish -> wishes.put(wish.id(), wish));
    }

    List<Valve> set() {
        return wishes.values().stream()
                .filter(Wish.Set.class::isInstance)
                .map(wish -> ((Wish.Set) wish).valve())
                .toList();
    }

    Set<ValveId> cleared() {
        return wishes.values().stream()
                .filter(Wish.Clear.class::isInstance)
                .map(Wish::id)
                .collect(Collectors.toSet());
    }

    /** Whether there is room for another. */
    public boolean hasRoom() {
        return wishes.size() < Valve.VALVES_MAX;
    }

    /** Keeps a wish; when this returns it is in force here as soon as the board looks. */
    public void wish(Wish wish) {
        store.keep(wish);
        wishes.put(wish.id(), wish);
    }

    /** Whether the cell has the wish, as far as this node knows. */
    public boolean isWritten(ValveId id) {
        Wish wish = wishes.get(id);
        return wish == null || isWritten(wish);
    }

    private boolean isWritten(Wish wish) {
        return wish.equals(written.get(wish.id()));
    }

    /**
     * Writes to the cell what is not there yet, and forgets what the image has. Never on an event loop.
     *
     * @param turnMax how long to wait while another does the same
     */
    public void write(ValveCell cell, Duration turnMax) {
        try {
            if (!writing.tryAcquire(turnMax.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Instant now = clock.now();
            for (Wish wish : List.copyOf(wishes.values())) {
                if (isOver(wish, now)) {
                    forget(wish);
                } else if (!isWritten(wish) && !write(cell, wish)) {
                    return;
                }
            }
        } finally {
            writing.release();
        }
    }

    private boolean write(ValveCell cell, Wish wish) {
        ValveCell.Outcome outcome = switch (wish) {
            case Wish.Set set -> cell.set(set.valve());
            case Wish.Clear clear -> cell.clear(clear.id(), clear.who());
        };
        switch (outcome) {
            case DONE -> written.put(wish.id(), wish);
            case FULL -> {
                if (!told.add(wish.id())) {
                    break;
                }
                log.atWarn()
                        .addKeyValue("valve", wish.id())
                        .log("the cell has as many valves as it may have: this one holds on this node only");
            }
            case AWAY -> {}
        }
        return outcome != ValveCell.Outcome.AWAY;
    }

    private boolean isOver(Wish wish, Instant now) {
        boolean inCell = image.valves().stream().anyMatch(valve -> valve.id().equals(wish.id()));
        return switch (wish) {
            case Wish.Set set -> set.valve().expiredAt(now) || inCell;
            case Wish.Clear clear -> !inCell && isWritten(clear);
        };
    }

    private void forget(Wish wish) {
        // Another may have come in its place.
        if (wishes.remove(wish.id(), wish)) {
            store.forget(wish.id());
        }
        written.remove(wish.id(), wish);
        told.remove(wish.id());
    }
}
