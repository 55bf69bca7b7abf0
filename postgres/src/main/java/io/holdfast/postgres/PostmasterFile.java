package io.holdfast.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code postmaster.pid}: line 1 the process id, line 4 the port. It outlives a killed server, so it is a claim to check.
 *
 * @param port absent when the server had not come that far
 */
record PostmasterFile(long pid, Optional<Integer> port) {

    static Optional<PostmasterFile> read(Path data) {
        try {
            return parse(Files.readAllLines(data.resolve("postmaster.pid")));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    static Optional<PostmasterFile> parse(List<String> lines) {
        return line(lines, 0).map(pid -> new PostmasterFile(pid, line(lines, 3).map(Long::intValue)));
    }

    /** The process of the claim, if it is alive and really serves the folder. */
    Optional<Postmaster> postmaster(Path data) {
        return Postmaster.running(pid).filter(process -> process.serves(data));
    }

    private static Optional<Long> line(List<String> lines, int index) {
        return lines.stream()
                .skip(index)
                .findFirst()
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::valueOf);
    }
}
