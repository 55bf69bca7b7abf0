package io.holdfast.fleet.bench;

import io.holdfast.fleet.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The live heap of another JVM: what is left after full collections. */
final class Heap {
    private Heap() {}

    /** Bytes of reachable objects in the process. Stops it for about a second. */
    static long liveBytes(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        // the second histogram no longer sees what only references cleared by the first collection held
        histogram(jcmd, pid);
        return histogram(jcmd, pid)
                .lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[2]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("jcmd showed no total"));
    }

    private static String histogram(Path jcmd, long pid) {
        Command.Outcome outcome = Command.of(List.of(jcmd.toString(), String.valueOf(pid), "GC.class_histogram"))
                .run(Duration.ofMinutes(1));
        if (!outcome.succeeded()) {
            throw new IllegalStateException("jcmd failed: " + outcome.output());
        }
        return outcome.output();
    }
}
