package io.holdfast.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL process, known by its id and its start time, so that a reused id is never taken for it.
 *
 * @param startTicks the kernel's clock ticks between boot and the process's start
 */
record Postmaster(long pid, long startTicks) {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Path PROC = Path.of("/proc");

    /** A fast stop writes one checkpoint of at most shared_buffers: 256 MB at a bad disk's 10 MB/s, doubled. */
    private static final Duration FAST_STOP = Duration.ofSeconds(60);

    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);
    private static final Duration KILL = Duration.ofSeconds(10);
    private static final Duration SIGNAL = Duration.ofSeconds(5);

    /** A zombie counts as gone: in a container the first process may never collect it. */
    static Optional<Postmaster> running(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1); // from field 3 of proc(5) on
            boolean gone = fields[0].equals("Z") || fields[0].equals("X");
            return gone ? Optional.empty() : Optional.of(new Postmaster(pid, Long.parseLong(fields[19])));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return running(pid).equals(Optional.of(this));
    }

    /** Whether this is the PostgreSQL of that data folder, and not a stranger with a reused id or one of its children. */
    boolean serves(Path data) {
        List<String> arguments = arguments();
        if (arguments.isEmpty() || !arguments.getFirst().endsWith("/postgres")) {
            return false;
        }
        int option = arguments.indexOf("-D");
        boolean named = option >= 0
                && option + 1 < arguments.size()
                && arguments.get(option + 1).equals(data.toString());
        return named || worksIn(data);
    }

    private List<String> arguments() {
        try {
            String line =
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return Stream.of(line.split("\0", -1)).toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    private boolean worksIn(Path data) {
        try {
            return Files.readSymbolicLink(PROC.resolve(Long.toString(pid)).resolve("cwd"))
                    .equals(data);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Children that outlived their killed postmaster; their shared memory would keep a new one from starting. */
    static List<Postmaster> childrenLeftIn(Path data) {
        return workingIn(data).stream()
                .filter(process -> process.arguments().stream().anyMatch(word -> word.startsWith("postgres: ")))
                .toList();
    }

    private static List<Postmaster> workingIn(Path data) {
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .flatMap(name -> running(Long.parseLong(name)).stream())
                    .filter(process -> process.worksIn(data))
                    .toList();
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("list the processes", failed);
        }
    }

    /** Clean first (SIGINT: clients are cut off, everything is written), then by force. Returns when it is gone. */
    void stop(Path data) {
        signal("INT");
        signal("CONT"); // a frozen process would never see the other, and it waits for its children
        workingIn(data).forEach(process -> process.signal("CONT"));
        if (Deadline.in(FAST_STOP).await(() -> !isAlive())) {
            return;
        }
        log.atWarn().addKeyValue("pid", pid).log("PostgreSQL did not stop in time and is stopped at once");
        signal("QUIT");
        if (!Deadline.in(IMMEDIATE_STOP).await(() -> !isAlive())) {
            kill();
        }
    }

    /** Losing nothing acknowledged: the next start replays the WAL. */
    void kill() {
        signal("KILL");
        Deadline.in(KILL).await(() -> !isAlive());
    }

    private void signal(String name) {
        if (isAlive()) { // the shell's own kill: a slim system has no program of that name
            ShortCommand.run(List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)), SIGNAL);
        }
    }
}
