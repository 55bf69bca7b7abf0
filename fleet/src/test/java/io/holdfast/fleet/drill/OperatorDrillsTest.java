package io.holdfast.fleet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.drill.blackbox.BlackBoxAfterKill;
import io.holdfast.fleet.drill.withoutdatabase.OperatorWithoutDatabase;
import io.holdfast.fleet.process.WorkFolder;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drills of the operator plane at the size that fits a build. */
class OperatorDrillsTest {
    static Stream<Drill> drills() {
        return Stream.of(new OperatorWithoutDatabase(), new BlackBoxAfterKill());
    }

    @ParameterizedTest
    @MethodSource("drills")
    void what_a_drill_promises_holds(Drill drill) {
        try (WorkFolder folder = WorkFolder.create("drill")) {
            DrillContext context = new DrillContext(false, OptionalLong.empty(), folder, sentence -> {});

            DrillResult result = DrillRunner.run(drill, context);

            // Times on the clock are nobody's fault on a machine that builds.
            assertThat(result.broken())
                    .as("%s of %s", result.figures(), drill.card().name())
                    .filteredOn(sentence -> !sentence.contains("_ms "))
                    .isEmpty();
        }
    }
}
