package io.holdfast.cli;

import io.holdfast.operator.blackbox.BlackBoxReading;
import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Prints what a server knew in its last minutes. Needs no running server and no database. */
@Command(
        name = "blackbox",
        description = "Print what a server knew in its last minutes, also after it was killed.",
        sortOptions = false)
final class BlackBoxCommand implements Runnable {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})(s|m|h)");

    /** Figures that tell a story line by line; the others are in the JSON. */
    private static final List<String> SHOWN = List.of(
            "links.open",
            "route.next.rate",
            "route.next.p99",
            "route.next.errors",
            "loops.lag",
            "loops.busy",
            "cpu.machine",
            "heap.share",
            "image.age",
            "journal.reports",
            "pool.control.waiting");

    private final CommandLine line = new CommandLine(this);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "./data",
            description = "The server's data directory; ./data by default.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--last",
            paramLabel = "SPAN",
            defaultValue = "60s",
            description = "How far back from the end: 60s, 5m, 1h.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String last;

    @Option(names = "--json", description = "Every record as a line of JSON.")
    private boolean json;

    private BlackBoxCommand() {}

    static CommandLine line() {
        return new BlackBoxCommand().line;
    }

    @Override
    public void run() {
        PrintWriter out = line.getOut();
        try {
            BlackBoxReading box = BlackBoxReading.open(data);
            List<JsonNode> records = box.last(span());
            if (records.isEmpty()) {
                throw none(new IOException("it is empty"));
            }
            if (json) {
                records.forEach(record -> out.println(Json.text(record)));
            } else {
                tell(out, records);
                box.recording().ifPresent(folder -> {
                    out.println();
                    out.println("Flight recording: " + folder + ", a file each half minute.");
                    out.println(
                            "The newest was being written when the process was killed and cannot be opened; of the others:");
                    out.println("jfr view hot-methods FILE, jfr print --events ThreadDump FILE, jfr summary FILE");
                });
            }
            out.flush();
        } catch (IOException unreadable) {
            throw none(unreadable);
        }
    }

    private CommandFailed none(IOException why) {
        return new CommandFailed(
                "blackbox.unreadable",
                "There is no black box to be read in " + data + " (" + why.getMessage() + ").",
                "Name the data directory of a server that has run, with --data.",
                why);
    }

    private static void tell(PrintWriter out, List<JsonNode> records) {
        out.println("from " + records.getFirst().path("at").asString("") + " to "
                + records.getLast().path("at").asString(""));
        for (JsonNode record : records) {
            String text = switch (record.path("kind").asString("")) {
                case "figures" -> figures(record.path("values"));
                case "decision" ->
                    "!  " + record.path("what").asString("") + " "
                            + record.path("object").asString("") + " "
                            + record.path("why").asString("");
                case "slow-request" ->
                    "~  slow: " + record.path("route").asString("") + " took "
                            + record.path("millis").asInt() + " ms, answered "
                            + record.path("status").asInt();
                case "threads" -> "   busy threads " + Json.text(record.path("busy"));
                default -> "   " + Json.text(record);
            };
            out.println(record.path("at").asString("").substring(11, 19) + " " + text.strip());
        }
    }

    private static String figures(JsonNode values) {
        List<String> shown = new ArrayList<>();
        for (String name : SHOWN) {
            if (values.has(name)) {
                shown.add(name + "="
                        + String.format(Locale.ROOT, "%.4g", values.path(name).asDouble()));
            }
        }
        return String.join(" ", shown);
    }

    private Duration span() {
        Matcher span = SPAN.matcher(last);
        if (!span.matches()) {
            throw new CommandLine.ParameterException(line, "\"" + last + "\" is no span such as 60s, 5m or 1h.");
        }
        long number = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
