package io.holdfast.fleet.drill.acknowledgement;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what strace wrote: whole calls, and calls that another thread's call cut in two. */
final class TraceReader {
    private static final Pattern WHOLE = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (-?\\d+|\\?)(.*)");
    private static final Pattern BEGUN = Pattern.compile("(\\d+) +(\\w+)\\((.*) <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED =
            Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (-?\\d+|\\?)(.*)");

    private record Half(String name, String arguments, long begun) {}

    private final Map<String, Half> open = new HashMap<>();
    private final List<SystemCall> calls = new ArrayList<>();
    private long line;

    private TraceReader() {}

    /** All complete calls, in the order of their ends. */
    static List<SystemCall> read(Path file) {
        TraceReader reader = new TraceReader();
        // a byte is a character: what a program wrote need not be text
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            lines.lines().forEach(reader::take);
            return reader.calls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<SystemCall> of(List<String> lines) {
        TraceReader reader = new TraceReader();
        lines.forEach(reader::take);
        return reader.calls;
    }

    private void take(String text) {
        line++;
        Matcher begun = BEGUN.matcher(text);
        if (begun.matches()) {
            open.put(begun.group(1), new Half(begun.group(2), begun.group(3), line));
            return;
        }
        Matcher resumed = RESUMED.matcher(text);
        if (resumed.matches()) {
            Half half = open.remove(resumed.group(1));
            if (half != null) {
                add(half.name(), half.arguments() + resumed.group(3), resumed, half.begun());
            }
            return;
        }
        Matcher whole = WHOLE.matcher(text);
        if (whole.matches()) {
            add(whole.group(2), whole.group(3), whole, line);
        }
    }

    private void add(String name, String arguments, Matcher match, long begun) {
        String number = match.group(4);
        // "?" is the result of a call that a kill cut off: nobody saw it succeed
        long result = number.equals("?") ? -1 : Long.parseLong(number);
        calls.add(new SystemCall(name, arguments, result, number + match.group(5), begun, line));
    }
}
