package io.holdfast.fleet.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays a drill and judges its figures by what its card expects. */
public final class DrillRunner {
    private DrillRunner() {}

    /** What the drill found; its promises are those it judged itself and those of its card. */
    public static DrillResult run(Drill drill, DrillContext context) {
        DrillResult found = drill.run(context);
        List<String> broken = new ArrayList<>(found.broken());
        drill.card().expected().stream()
                .map(expected -> expected.broken(found.figures()))
                .flatMap(Optional::stream)
                .forEach(broken::add);
        return new DrillResult(found.figures(), broken);
    }
}
