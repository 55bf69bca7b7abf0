package io.holdfast.fleet.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.holdfast.fleet.drill.firmware.Valves;
import io.holdfast.fleet.drill.overrun.Overrun;
import io.holdfast.fleet.drill.reconnect.ReconnectWithoutDatabase;
import io.holdfast.fleet.drill.slowdatabase.SlowDatabase;
import io.holdfast.fleet.process.WorkFolder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drills of live links at the size that fits a build. 31, 34 and 46 wait for leases, pings and figures for minutes: they are played by hand. */
class LinkDrillsTest {
    @Test
    @Execution(CONCURRENT)
    void links_outlive_a_slow_database() {
        play(new SlowDatabase());
    }

    static Stream<Drill> thatTakeWhatTheyGet() {
        return Stream.of(new ReconnectWithoutDatabase(), new Overrun(), new Valves());
    }

    @ParameterizedTest
    @MethodSource("thatTakeWhatTheyGet")
    void what_a_drill_promises_holds(Drill drill) {
        play(drill);
    }

    private static void play(Drill drill) {
        try (WorkFolder folder = WorkFolder.create("drill")) {
            DrillContext context = new DrillContext(false, OptionalLong.empty(), folder, sentence -> {});

            DrillResult result = DrillRunner.run(drill, context);

            assertThat(result.broken())
                    .as("%s of %s", result.figures(), drill.card().name())
                    .filteredOn(sentence -> !onlySlow(drill, result).contains(sentence))
                    .isEmpty();
        }
    }

    /** Times that were measured and are too long: on a machine that builds they are nobody's fault. */
    private static List<String> onlySlow(Drill drill, DrillResult result) {
        return drill.card().expected().stream()
                .filter(expected -> expected instanceof Expected.InTime time
                        && result.figures().containsKey(time.figure()))
                .map(expected -> expected.broken(result.figures()))
                .flatMap(Optional::stream)
                .toList();
    }
}
