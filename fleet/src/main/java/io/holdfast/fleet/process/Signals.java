package io.holdfast.fleet.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Signals that Java cannot send itself; to processes by id only, and only to those that the caller started. */
public final class Signals {
    private Signals() {}

    /** Freezes: the processes stay, hold their sockets and locks, and do nothing. */
    public static void stop(Collection<Long> pids) {
        send("STOP", pids);
    }

    /** Ends a freeze. */
    public static void resume(Collection<Long> pids) {
        send("CONT", pids);
    }

    /** Kills without any chance to tidy up. */
    public static void kill(Collection<Long> pids) {
        send("KILL", pids);
    }

    private static void send(String signal, Collection<Long> pids) {
        String list = pids.stream().map(String::valueOf).collect(Collectors.joining(" "));
        if (!list.isEmpty()) {
            // a process of the list may be gone by now, which is no fault
            Command.of(List.of("sh", "-c", "kill -" + signal + " " + list + " 2>/dev/null || true"))
                    .run(Duration.ofSeconds(10));
        }
    }
}
