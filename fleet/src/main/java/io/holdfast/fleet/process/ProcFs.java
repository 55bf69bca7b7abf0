package io.holdfast.fleet.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What Linux tells about a process in {@code /proc}; a process that is gone is an empty answer or zero. */
final class ProcFs {
    /** {@code USER_HZ}: fixed at 100 for every Linux that Java runs on. */
    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();

    /** Times of one process and, apart, of its ended and awaited children. */
    record Times(long parent, Duration own, Duration endedChildren) {}

    private ProcFs() {}

    static Optional<Times> times(long pid) {
        return read(pid, "stat").map(ProcFs::parseStat);
    }

    private static Times parseStat(String stat) {
        // the program's name may hold blanks and brackets; the numbers start behind the last bracket
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Times(Long.parseLong(fields[1]), ticks(fields[11], fields[12]), ticks(fields[13], fields[14]));
    }

    private static Duration ticks(String user, String system) {
        return Duration.ofNanos((Long.parseLong(user) + Long.parseLong(system)) * TICK_NANOS);
    }

    static long residentBytes(long pid) {
        return kilobytes(pid, "status", "VmRSS:");
    }

    /** The most it ever had resident. */
    static long peakResidentBytes(long pid) {
        return kilobytes(pid, "status", "VmHWM:");
    }

    /** Resident memory in which a page shared by n processes counts as 1/n. */
    static long proportionalBytes(long pid) {
        return kilobytes(pid, "smaps_rollup", "Pss:");
    }

    private static long kilobytes(long pid, String file, String field) {
        return read(pid, file).stream()
                        .flatMap(String::lines)
                        .filter(line -> line.startsWith(field))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                        .findFirst()
                        .orElse(0)
                * 1024;
    }

    private static Optional<String> read(long pid, String file) {
        try {
            return Optional.of(Files.readString(Path.of("/proc", String.valueOf(pid), file)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
