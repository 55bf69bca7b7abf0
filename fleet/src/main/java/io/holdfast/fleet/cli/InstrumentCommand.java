package io.holdfast.fleet.cli;

import io.holdfast.cli.CommandFailed;
import io.holdfast.fleet.process.NotInTime;
import io.holdfast.fleet.process.WorkFolder;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that runs one of several instruments against a server of its own, in a folder that is gone afterwards, and prints figures
 * with where and when they were measured.
 *
 * @param <I> the instruments
 */
abstract class InstrumentCommand<I> implements Callable<Integer> {
    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final String kind;

    /** @param kind what an instrument is called */
    InstrumentCommand(String kind) {
        this.kind = kind;
    }

    /** What it found; {@code passed} is false when a promise did not hold. */
    record Found(Map<String, Object> figures, boolean passed) {}

    /** The word that says which. */
    abstract String name();

    /** Shows all, in their order. */
    abstract void list(PrintWriter out);

    /** Those that the word names; none when there is no such one. */
    abstract List<I> named(String word);

    /** Throws {@link ParameterException} for options that contradict each other. */
    void check(CommandLine line) {}

    abstract Found run(I instrument, WorkFolder folder);

    @Override
    public final Integer call() {
        if (name().equals("list")) {
            list(spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
        check(spec.commandLine());
        List<I> instruments = named(name());
        if (instruments.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no " + kind + " " + name() + "; \"" + kind + " list\" shows all of them.");
        }
        boolean passed = true;
        for (I instrument : instruments) {
            passed &= play(instrument);
        }
        return passed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private boolean play(I instrument) {
        try (WorkFolder folder = WorkFolder.create(kind)) {
            Found found = run(instrument, folder);
            Map<String, Object> figures = new LinkedHashMap<>(found.figures());
            figures.putAll(Surroundings.now());
            Figures.print(spec.commandLine().getOut(), json, figures);
            return found.passed();
        } catch (NotInTime waited) {
            throw failed(
                    "not-in-time",
                    waited,
                    "It is no figure: the machine may have had other things to do. Run it again when it has none.");
        } catch (IllegalStateException | UncheckedIOException broken) {
            throw failed(
                    "not-run",
                    broken,
                    "It is no figure. Remove the cause and run it again; --verbose tells where it was.");
        }
    }

    private CommandFailed failed(String reason, RuntimeException cause, String nextStep) {
        String sentence =
                Optional.<@Nullable String>ofNullable(cause.getMessage()).orElseGet(cause::toString);
        return new CommandFailed(kind + "." + reason, sentence, nextStep, cause);
    }

    void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("holdfast: " + sentence);
        err.flush();
    }
}
