package io.holdfast.fleet.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.fleet.process.WorkFolder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrillRunnerTest {
    private record Played(DrillCard card, DrillResult found) implements Drill {
        @Override
        public DrillResult run(DrillContext context) {
            return found;
        }
    }

    private static DrillResult run(Map<String, Object> figures, List<String> broken, Expected... expected) {
        Drill drill = new Played(
                DrillCard.of(7, "played", "A story.", "It happened.", expected), new DrillResult(figures, broken));
        try (WorkFolder folder = WorkFolder.create("runner")) {
            return DrillRunner.run(drill, new DrillContext(false, OptionalLong.empty(), folder, sentence -> {}));
        }
    }

    @Test
    void figures_within_their_bounds_pass() {
        DrillResult result = run(
                Map.of("lost", 0, "back", 99.5, "drops", 0.1, "alive", true),
                List.of(),
                Expected.none("lost"),
                Expected.atLeast("back", 99.5),
                Expected.atMost("drops", 0.1),
                Expected.isTrue("alive"));

        assertThat(result.passed()).isTrue();
    }

    @Test
    void each_figure_beyond_its_bound_is_a_sentence_beside_what_the_drill_found() {
        DrillResult result = run(
                Map.of("lost", 1, "back", 98, "drops", 0.2, "alive", false),
                List.of("lost: device 17"),
                Expected.none("lost"),
                Expected.atLeast("back", 99),
                Expected.atMost("drops", 0.1),
                Expected.isTrue("alive"));

        assertThat(result.broken())
                .containsExactly(
                        "lost: device 17",
                        "lost is 1, expected 0",
                        "back is 98, expected at least 99",
                        "drops is 0.2, expected at most 0.1",
                        "alive is false, expected true");
    }

    @Test
    void a_figure_that_was_not_measured_is_no_pass() {
        assertThat(run(Map.of(), List.of(), Expected.none("lost")).broken())
                .containsExactly("lost is missing, expected 0");
    }

    @Test
    void drills_are_found_by_name_number_and_all() {
        for (Drill drill : Drills.ALL) {
            assertThat(Drills.named(drill.card().name())).containsExactly(drill);
            OptionalInt number = drill.card().number();
            if (number.isPresent()) {
                assertThat(Drills.named(String.valueOf(number.getAsInt()))).contains(drill);
            }
        }
        assertThat(Drills.named("all")).isEqualTo(Drills.ALL);
        assertThat(Drills.named("-")).as("no number is no name").isEmpty();
        assertThat(Drills.named("0")).isEmpty();
    }

    @Test
    void names_and_numbers_are_unique_and_every_drill_expects_something() {
        Set<String> words = new HashSet<>();
        for (Drill drill : Drills.ALL) {
            assertThat(words.add(drill.card().name())).isTrue();
            drill.card()
                    .number()
                    .ifPresent(number ->
                            assertThat(words.add(String.valueOf(number))).isTrue());
            assertThat(drill.card().expected()).as(drill.card().name()).isNotEmpty();
            assertThat(drill.card().happened()).isNotBlank();
        }
    }

    @Test
    void a_story_is_one_line() {
        assertThatThrownBy(() -> DrillCard.of("two", "One.\nTwo.", "It happened."))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
