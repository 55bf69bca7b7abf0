package io.holdfast.platform.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long this process has existed. The launcher becomes the JVM by exec, so its own time counts too: it is what a
 * person waits for.
 */
public final class ProcessAge {

    /** Field 22 of /proc/self/stat counted from behind the command name, which is field 2; proc(5). */
    private static final int START_TIME_FIELD = 22 - 3;

    /** The kernel shows times to user space in ticks of 10 ms on every Linux platform (USER_HZ). */
    private static final int MILLIS_A_TICK = 10;

    /** Where the launcher tells the machine's age when it had built the program: the build is not a start. */
    private static final String BEGUN = "holdfast.begun";

    private ProcessAge() {}

    /**
     * From the texts of {@code /proc/PID/stat} and {@code /proc/uptime}.
     *
     * @param begun the machine's age, as in {@code /proc/uptime}, before which nothing counts
     */
    static Duration of(String stat, String uptime, Optional<String> begun) {
        String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long startMillis = Long.parseLong(behindName[START_TIME_FIELD]) * MILLIS_A_TICK;
        long fromMillis = Math.max(startMillis, begun.map(ProcessAge::millis).orElse(0L));
        return Duration.ofMillis(Math.max(0, millis(uptime) - fromMillis));
    }

    private static long millis(String uptime) {
        return Math.round(Double.parseDouble(uptime.strip().split(" ", -1)[0]) * 1000);
    }

    /** To 10 ms. */
    public static Duration now() {
        try {
            return of(
                    Files.readString(Path.of("/proc/self/stat")),
                    Files.readString(Path.of("/proc/uptime")),
                    Optional.ofNullable(System.getProperty(BEGUN)));
        } catch (IOException | RuntimeException notLinux) {
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, Instant.now()))
                    .orElse(Duration.ZERO);
        }
    }
}
