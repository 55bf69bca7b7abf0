package io.holdfast.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.CommandFailed;
import io.holdfast.fleet.process.NotInTime;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.WorkFolder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

class InstrumentCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void figures_are_printed_with_where_they_were_measured_and_the_folder_is_gone() {
        Trial trial = new Trial(folder -> new InstrumentCommand.Found(new LinkedHashMap<>(Map.of("a_ms", 7)), true));

        assertThat(trial.call("one", "--json")).isZero();

        assertThat(out.toString()).startsWith("{\"a_ms\":7,").contains("\"commit\":", "\"load_average\":");
        assertThat(trial.seen)
                .isPresent()
                .hasValueSatisfying(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void a_promise_that_did_not_hold_is_exit_code_1() {
        assertThat(new Trial(folder -> new InstrumentCommand.Found(Map.of(), false)).call("one"))
                .isEqualTo(1);
    }

    @Test
    void a_word_for_several_plays_them_all_and_one_broken_promise_is_enough() {
        List<Boolean> promises = new ArrayList<>(List.of(false, true));
        Trial trial = new Trial(folder -> new InstrumentCommand.Found(Map.of(), promises.removeFirst()));

        assertThat(trial.call("both")).isEqualTo(1);
        assertThat(trial.played).containsExactly("one", "two");
    }

    @Test
    void a_name_that_is_none_is_wrong_use() {
        Trial trial = new Trial(folder -> {
            throw new AssertionError("it was run");
        });

        assertThatThrownBy(() -> trial.call("three"))
                .isInstanceOf(ParameterException.class)
                .hasMessage("There is no trial three; \"trial list\" shows all of them.");
    }

    @Test
    void what_was_waited_for_in_vain_is_told_and_the_folder_is_gone() {
        Trial trial = new Trial(folder -> {
            Poll.require("the fleet works", Duration.ofMillis(1), () -> false);
            throw new AssertionError("it does not work");
        });

        assertThatThrownBy(() -> trial.call("one"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("Waited 1 ms in vain for this: the fleet works");
        assertThat(trial.seen).hasValueSatisfying(folder -> assertThat(folder).doesNotExist());
    }

    @Test
    void an_instrument_that_cannot_go_on_says_why() {
        Trial trial = new Trial(folder -> {
            throw new IllegalStateException("the server made no default tenant");
        });

        assertThatThrownBy(() -> trial.call("one"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("the server made no default tenant");
    }

    @Test
    void list_runs_nothing() {
        Trial trial = new Trial(folder -> {
            throw new AssertionError("it was run");
        });

        assertThat(trial.call("list")).isZero();
        assertThat(out.toString().lines()).containsExactly("one");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.25S, 250 ms",
        "PT1S, 1 s",
        "PT90S, 90 s",
        "PT119S, 119 s",
        "PT2M, 2 min",
        "PT150S, 150 s",
        "PT15M, 15 min"
    })
    void a_limit_is_told_in_the_unit_that_fits(Duration limit, String told) {
        assertThat(new NotInTime("it", limit)).hasMessage("Waited " + told + " in vain for this: it");
    }

    @Command(name = "trial")
    private final class Trial extends InstrumentCommand<String> {
        @Parameters(index = "0")
        private String name = "";

        private final Function<WorkFolder, Found> play;
        private final List<String> played = new ArrayList<>();
        private Optional<Path> seen = Optional.empty();

        Trial(Function<WorkFolder, Found> play) {
            super("trial");
            this.play = play;
        }

        int call(String... arguments) {
            new CommandLine(this).setOut(new PrintWriter(out)).parseArgs(arguments);
            return call();
        }

        @Override
        String name() {
            return name;
        }

        @Override
        void list(PrintWriter into) {
            into.println("one");
        }

        @Override
        List<String> named(String word) {
            return switch (word) {
                case "one" -> List.of("one");
                case "both" -> List.of("one", "two");
                default -> List.of();
            };
        }

        @Override
        Found run(String instrument, WorkFolder folder) {
            assertThat(Files.isDirectory(folder.path())).isTrue();
            seen = Optional.of(folder.path());
            played.add(instrument);
            return play.apply(folder);
        }
    }
}
