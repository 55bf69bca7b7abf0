package io.holdfast.agent.pty;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes of a shell's session. */
final class ShellSession {
    /** What hears the hang-up goes within this. */
    private static final int GRACE_MILLIS = 500;

    /** In {@code /proc/PID/stat}, behind the name in brackets: state, parent, group, session. */
    private static final int SESSION_FIELD = 3;

    private static final int STAT_BYTES_MAX = 4096;

    private ShellSession() {}

    /** The terminal was hung up: kills what is left of the shell's session. */
    static void end(Process shell) {
        try {
            boolean gone = shell.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        Process killed = shell.destroyForcibly();
        members(shell.pid()).forEach(member -> {
            boolean asked = member.destroyForcibly();
        });
    }

    private static List<ProcessHandle> members(long session) {
        List<ProcessHandle> members = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (sessionOf(process) == session) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(members::add);
                }
            }
        } catch (IOException noProc) {
            // then the shell itself was killed, and that is all that can be known
        }
        return members;
    }

    private static long sessionOf(Path process) {
        try (InputStream in = Files.newInputStream(process.resolve("stat"))) {
            String stat = new String(in.readNBytes(STAT_BYTES_MAX), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Long.parseLong(fields[SESSION_FIELD]);
        } catch (IOException | RuntimeException gone) {
            return 0;
        }
    }
}
