package io.holdfast.fleet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.drill.reconnect.ReconnectWithoutDatabase;
import io.holdfast.fleet.drill.slowdatabase.SlowDatabase;
import io.holdfast.fleet.process.WorkFolder;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drills of live links at the size that fits a build. */
class LinkDrillsTest {
    /** How long something took says more of what else the machine does; a figure that is missing is another matter. */
    private static final Pattern TOO_SLOW = Pattern.compile("\\w+_(ms|s) is [0-9.]+, expected at most .*");

    static Stream<Drill> drills() {
        // The others take minutes each: `drill all` plays them.
        return Stream.of(new ReconnectWithoutDatabase(), new SlowDatabase());
    }

    @ParameterizedTest
    @MethodSource("drills")
    void what_the_drill_promises_holds(Drill drill) {
        try (WorkFolder folder = WorkFolder.create("drill")) {
            DrillContext context = new DrillContext(false, OptionalLong.empty(), folder, sentence -> {});

            DrillResult result = DrillRunner.run(drill, context);

            assertThat(result.broken())
                    .as(result.figures().toString())
                    .filteredOn(sentence -> !TOO_SLOW.matcher(sentence).matches())
                    .isEmpty();
        }
    }
}
