package io.holdfast.fleet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.drill.blackbox.BlackBoxAfterKill;
import io.holdfast.fleet.process.WorkFolder;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A drill of the operator plane at the size that fits a build. 16 takes every core for a minute, others' among them: it is played by hand. */
class OperatorDrillsTest {
    @Test
    void what_a_killed_server_knew_can_be_read() {
        Drill drill = new BlackBoxAfterKill();
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
