package io.holdfast.platform.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * How long this process has existed. The launcher becomes the JVM by exec, so its own time counts too: it is what a
 * person waits for.
 */
public final class ProcessAge {

    /** Field 22 of /proc/self/stat counted from behind the command name, which is field 2; proc(5). */
    private static final int START_TIME_FIELD = 22 - 3;

    /** The kernel shows times to user space in ticks of 10 ms on every Linux platform (USER_HZ). */
    private static final int MILLIS_A_TICK = 10;

    private ProcessAge() {}

    /** To 10 ms. */
    public static Duration now() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            String uptime = Files.readString(Path.of("/proc/uptime"));
            long startMillis = Long.parseLong(behindName[START_TIME_FIELD]) * MILLIS_A_TICK;
            long nowMillis = Math.round(Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000);
            return Duration.ofMillis(Math.max(0, nowMillis - startMillis));
        } catch (IOException | RuntimeException notLinux) {
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, Instant.now()))
                    .orElse(Duration.ZERO);
        }
    }
}
