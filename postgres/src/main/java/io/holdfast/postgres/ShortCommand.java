package io.holdfast.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs small programs that end by themselves, in an environment without anybody's PG variables. */
final class ShortCommand {
    /** The sbin folders too: a service's PATH often lacks them, and runuser lives there. */
    private static final List<Path> FOLDERS = Stream.of(
                    "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/local/sbin")
            .map(Path::of)
            .toList();

    private static final int OUTPUT_BYTES_MAX = 64 * 1024;

    private ShortCommand() {}

    record Result(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }
    }

    static Optional<Path> find(String program) {
        return FOLDERS.stream()
                .map(folder -> folder.resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Path require(String program) {
        return find(program)
                .orElseThrow(() -> new EmbeddedPostgresException(
                        "postgres.tool-missing",
                        "The program " + program + " is not installed.",
                        "Install it (Debian: package util-linux), or give the address of a PostgreSQL of your own."));
    }

    static ProcessBuilder prepare(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(Path.of("/").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /** Output and errors come back together, cut at 64 KiB. A program that overstays is killed and reported as failed. */
    static Result run(List<String> command, Duration bound) {
        try {
            Process process = prepare(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            process.onExit().orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
                process.destroyForcibly();
                return process;
            });
            byte[] output = process.getInputStream().readNBytes(OUTPUT_BYTES_MAX);
            process.getInputStream().close();
            return new Result(process.waitFor(), new String(output, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw EmbeddedPostgresException.unusable("run " + command.getFirst(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw EmbeddedPostgresException.unusable("wait for " + command.getFirst(), interrupted);
        }
    }
}
