package io.holdfast.api.ops;

import io.holdfast.platform.clock.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Everything on this node that may be amiss. Looking asks no database. */
public final class Conditions {
    private final List<Watched> watched = new CopyOnWriteArrayList<>();
    // At most one for each that is watched for.
    private final Map<String, Instant> firstSeen = new ConcurrentHashMap<>();
    private final Clock clock;

    private record Watched(String name, Supplier<Optional<Condition>> look, Optional<Runnable> dismissal) {}

    public Conditions(Clock clock) {
        this.clock = clock;
    }

    /** Watches for a condition that ends only when its cause does. */
    public void watch(String name, Supplier<Optional<Condition>> look) {
        watched.add(new Watched(name, look, Optional.empty()));
    }

    /** Watches for a condition that an operator may dismiss. */
    public void watch(String name, Supplier<Optional<Condition>> look, Runnable dismissal) {
        watched.add(new Watched(name, look, Optional.of(dismissal)));
    }

    /** The names of all that are watched for. */
    List<String> names() {
        return watched.stream().map(Watched::name).toList();
    }

    /** What is amiss now, each with since when. Looked at every second, so that one which does not know is right to a second. */
    public List<Condition> present() {
        List<Condition> present = new ArrayList<>();
        for (Watched each : watched) {
            Optional<Condition> seen = each.look().get();
            if (seen.isEmpty()) {
                firstSeen.remove(each.name());
            } else {
                present.add(dated(seen.get()));
            }
        }
        return present;
    }

    private Condition dated(Condition seen) {
        Instant since = seen.since().orElseGet(() -> firstSeen.computeIfAbsent(seen.name(), first -> clock.now()));
        return new Condition(seen.name(), seen.sentence(), seen.counts(), Optional.of(since));
    }

    /** Dismisses a condition; false when there is none of this name that may be. */
    boolean dismiss(String name) {
        Optional<Runnable> dismissal = watched.stream()
                .filter(each -> each.name().equals(name))
                .filter(each -> each.look().get().isPresent())
                .findFirst()
                .flatMap(Watched::dismissal);
        dismissal.ifPresent(Runnable::run);
        return dismissal.isPresent();
    }
}
