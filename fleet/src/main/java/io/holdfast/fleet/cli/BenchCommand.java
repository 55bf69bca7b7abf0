package io.holdfast.fleet.cli;

import io.holdfast.fleet.bench.Bench;
import io.holdfast.fleet.bench.BenchContext;
import io.holdfast.fleet.bench.Benches;
import io.holdfast.fleet.process.WorkFolder;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Measures one workload against a server of its own. */
@Command(
        name = "bench",
        description = "Measure one workload against a server of its own, started with production flags.")
final class BenchCommand extends InstrumentCommand<Bench> {
    @Parameters(index = "0", paramLabel = "NAME", description = "Which bench; \"list\" shows all of them.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(names = "--quick", description = "The size that fits a build; its figures are not for publication.")
    private boolean quick;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measure each figure N times and report the median (default: ${DEFAULT-VALUE}).")
    private int repeat;

    BenchCommand() {
        super("bench");
    }

    @Override
    String name() {
        return name;
    }

    @Override
    void list(PrintWriter out) {
        Benches.ALL.forEach(bench -> out.printf("%s%n    %s%n", bench.name(), bench.description()));
    }

    @Override
    List<Bench> named(String word) {
        return Benches.named(word).stream().toList();
    }

    @Override
    void check(CommandLine line) {
        if (repeat < 1) {
            throw new ParameterException(line, "--repeat is at least 1.");
        }
    }

    @Override
    Found run(Bench bench, WorkFolder folder) {
        double loadBefore = Surroundings.loadAverage();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("bench", bench.name());
        figures.putAll(bench.run(new BenchContext(quick, repeat, folder, this::say)));
        figures.put("repeat", repeat);
        figures.put("load_average_before", loadBefore);
        return new Found(figures, true);
    }
}
