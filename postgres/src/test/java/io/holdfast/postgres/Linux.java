package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What the kernel says about processes and ports. */
final class Linux {
    private Linux() {}

    static void signal(long pid, String name) {
        ShortCommand.run(
                List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)),
                Duration.ofSeconds(5));
    }

    static void kill(EmbeddedPostgres postgres) {
        signal(postgres.postmasterPid(), "KILL");
        if (!Deadline.in(Duration.ofSeconds(60)).await(() -> !postgres.isAlive())) {
            throw new AssertionError("the postmaster survived SIGKILL");
        }
    }

    static int uid(long pid) throws IOException {
        return (int) Files.getAttribute(Path.of("/proc", Long.toString(pid)), "unix:uid");
    }

    /** Field 6 of proc(5)'s stat. */
    static long session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3]);
    }

    /** The local addresses, in the kernel's hexadecimal form, that listen on the port. */
    static List<String> listeners(int port) throws IOException {
        String suffix = ":%04X".formatted(port);
        try (Stream<String> v4 = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> v6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            return Stream.concat(v4, v6)
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(fields -> fields[1].endsWith(suffix) && fields[3].equals("0A"))
                    .map(fields -> fields[1])
                    .toList();
        }
    }
}
