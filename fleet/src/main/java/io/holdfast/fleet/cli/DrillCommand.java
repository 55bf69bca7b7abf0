package io.holdfast.fleet.cli;

import io.holdfast.fleet.drill.Drill;
import io.holdfast.fleet.drill.DrillCard;
import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.DrillRunner;
import io.holdfast.fleet.drill.Drills;
import io.holdfast.fleet.process.WorkFolder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plays one incident against a real server and says whether the promise held. */
@Command(
        name = "drill",
        description = "Play one incident against a server of its own; exit code 1 when a promise did not hold.")
final class DrillCommand extends InstrumentCommand<Drill> {
    @Parameters(
            index = "0",
            paramLabel = "N|NAME|all",
            description = "Which drill, by number or name, or all; \"list\" shows them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--full", description = "The published size instead of the one that fits a build.")
    private boolean full;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Play an earlier run's dice again, where a drill has dice.")
    private @Nullable Long seed;

    DrillCommand() {
        super("drill");
    }

    @Override
    String name() {
        return name;
    }

    @Override
    void list(PrintWriter out) {
        for (Drill drill : Drills.ALL) {
            DrillCard card = drill.card();
            out.printf("%3s  %-26s %s%n", card.numberText(), card.name(), card.story());
        }
    }

    @Override
    List<Drill> named(String word) {
        return Drills.named(word);
    }

    @Override
    Found run(Drill drill, WorkFolder folder) {
        DrillCard card = drill.card();
        say("drill " + card.name() + ". " + card.happened());
        OptionalLong dice = seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
        DrillResult result = DrillRunner.run(drill, new DrillContext(full, dice, folder, this::say));
        result.broken().forEach(this::say);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("drill", card.name());
        card.number().ifPresent(number -> figures.put("number", number));
        figures.put("pass", result.passed());
        figures.putAll(result.figures());
        return new Found(figures, result.passed());
    }
}
