package io.holdfast.fleet.cli;

import io.holdfast.fleet.bench.Bench;
import io.holdfast.fleet.bench.BenchContext;
import io.holdfast.fleet.bench.Benches;
import io.holdfast.fleet.process.WorkFolder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures one workload against a server of its own. */
@Command(
        name = "bench",
        description = "Measure one workload against a server of its own, started with production flags.")
final class BenchCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "Which bench; \"list\" shows all of them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Option(names = "--quick", description = "The size that fits a build; its figures are not for publication.")
    private boolean quick;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measure each figure N times and report the median (default: ${DEFAULT-VALUE}).")
    private int repeat;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (name.equals("list")) {
            Benches.ALL.forEach(bench -> out.printf("%s%n    %s%n", bench.name(), bench.description()));
            out.flush();
            return CommandLine.ExitCode.OK;
        }
        if (repeat < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--repeat is at least 1.");
        }
        Bench bench = Benches.named(name)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "There is no bench " + name + "; \"bench list\" shows all of them."));
        try (WorkFolder folder = WorkFolder.create("bench")) {
            double loadBefore = Surroundings.loadAverage();
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("bench", name);
            figures.putAll(bench.run(new BenchContext(quick, repeat, folder, this::say)));
            figures.put("repeat", repeat);
            figures.put("load_average_before", loadBefore);
            figures.putAll(Surroundings.now());
            Figures.print(out, json, figures);
            return CommandLine.ExitCode.OK;
        }
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("holdfast: " + sentence);
        err.flush();
    }
}
