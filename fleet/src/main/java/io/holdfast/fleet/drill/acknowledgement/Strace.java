package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.process.Command;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The program that shows system calls in the order in which they happened. */
final class Strace {
    /** What can carry an acknowledgement, a write or a flush. */
    private static final String CALLS = "accept,accept4,write,writev,pwrite64,pwritev,sendto,sendmsg,"
            + "fsync,fdatasync,mkdir,rename,renameat,renameat2";

    private Strace() {}

    /** Why this machine cannot trace; empty when it can. */
    static Optional<String> missing() {
        List<String> probe = List.of("strace", "-f", "--seccomp-bpf", "-e", "trace=write", "-o", "/dev/null", "true");
        try {
            Command.Outcome outcome = Command.of(probe).run(Duration.ofSeconds(10));
            return outcome.succeeded()
                    ? Optional.empty()
                    : Optional.of(
                            "strace may not trace here: " + outcome.output().strip());
        } catch (UncheckedIOException absent) {
            return Optional.of("strace is missing here (Debian package strace)");
        }
    }

    /**
     * The words before a program that have it and all its children traced into the file. The program stays the process that
     * was started; the tracer is its grandchild and ends with it.
     */
    static List<String> into(Path file) {
        return List.of(
                "strace",
                "-D",
                "-f",
                "-y",
                "-qq",
                "--seccomp-bpf",
                "-s",
                "16",
                "-e",
                "signal=none",
                "-e",
                "trace=" + CALLS,
                "-o",
                file.toString());
    }
}
