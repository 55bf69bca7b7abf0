package io.holdfast.fleet.cli;

import io.holdfast.fleet.process.Command;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where and when figures were measured; without it a figure is hearsay. */
final class Surroundings {
    private Surroundings() {}

    /** Commit, machine and load average, to be read before and after. */
    static Map<String, Object> now() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("commit", commit());
        facts.put("cpus", Runtime.getRuntime().availableProcessors());
        facts.put("java", Runtime.version().toString());
        facts.put("load_average", loadAverage());
        return facts;
    }

    /** Of the last minute, over all processes. */
    static double loadAverage() {
        return Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 100) / 100.0;
    }

    private static String commit() {
        try {
            Command.Outcome outcome = Command.of(List.of("git", "describe", "--always", "--dirty", "--abbrev=12"))
                    .run(Duration.ofSeconds(10));
            return outcome.succeeded() ? outcome.output().strip() : "unknown";
        } catch (UncheckedIOException noGit) {
            return "unknown";
        }
    }
}
