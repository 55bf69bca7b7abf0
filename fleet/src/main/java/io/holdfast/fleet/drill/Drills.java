package io.holdfast.fleet.drill;

import io.holdfast.fleet.drill.acknowledgement.Acknowledgements;
import io.holdfast.fleet.drill.crash.Crash;
import io.holdfast.fleet.drill.databaseaway.DatabaseAway;
import java.util.List;
import java.util.Optional;

/** Every drill there is. */
public final class Drills {
    public static final List<Drill> ALL = List.of(new Crash(), new Acknowledgements(), new DatabaseAway());

    private Drills() {}

    public static Optional<Drill> named(String name) {
        return ALL.stream().filter(drill -> drill.name().equals(name)).findFirst();
    }
}
