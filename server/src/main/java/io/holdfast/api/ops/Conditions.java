package io.holdfast.api.ops;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Everything on this node that may be amiss. Looking asks no database. */
public final class Conditions {
    private final List<Watched> watched = new CopyOnWriteArrayList<>();

    private record Watched(String name, Supplier<Optional<Condition>> look, Optional<Runnable> dismissal) {}

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

    /** What is amiss now. */
    public List<Condition> present() {
        return watched.stream().flatMap(each -> each.look().get().stream()).toList();
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
