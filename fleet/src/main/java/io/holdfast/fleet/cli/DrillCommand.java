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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays one incident against a real server and says whether the promise held. */
@Command(
        name = "drill",
        description = "Play one incident against a server of its own; exit code 1 when a promise did not hold.")
final class DrillCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "N|NAME|all",
            description = "Which drill, by number or name, or all; \"list\" shows them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Option(names = "--full", description = "The published size instead of the one that fits a build.")
    private boolean full;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Play an earlier run's dice again, where a drill has dice.")
    private @Nullable Long seed;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name.equals("list")) {
            list(out);
            return CommandLine.ExitCode.OK;
        }
        List<Drill> drills = Drills.named(name);
        if (drills.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "There is no drill " + name + "; \"drill list\" shows all of them.");
        }
        boolean passed = true;
        for (Drill drill : drills) {
            passed &= play(drill, out);
        }
        return passed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static void list(PrintWriter out) {
        for (Drill drill : Drills.ALL) {
            DrillCard card = drill.card();
            out.printf("%3s  %-26s %s%n", card.numberText(), card.name(), card.story());
        }
        out.flush();
    }

    private boolean play(Drill drill, PrintWriter out) {
        DrillCard card = drill.card();
        say("drill " + card.name() + ". " + card.happened());
        try (WorkFolder folder = WorkFolder.create("drill")) {
            DrillResult result = DrillRunner.run(drill, new DrillContext(full, dice(), folder, this::say));
            result.broken().forEach(this::say);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("drill", card.name());
            card.number().ifPresent(number -> figures.put("number", number));
            figures.put("pass", result.passed());
            figures.putAll(result.figures());
            figures.putAll(Surroundings.now());
            Figures.print(out, json, figures);
            return result.passed();
        }
    }

    private OptionalLong dice() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("holdfast: " + sentence);
        err.flush();
    }
}
