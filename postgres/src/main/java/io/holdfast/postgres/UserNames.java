package io.holdfast.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of this machine's users. */
final class UserNames {
    private static final int FIELDS = 7;

    private UserNames() {}

    /** The name in {@code /etc/passwd}; empty when there is none, or no such file. */
    static Optional<String> of(int uid) {
        // One byte a character: a name in another encoding must not make the whole file unreadable.
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
            return in(lines, uid);
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /** In lines of the form that passwd(5) describes; others are passed over. */
    static Optional<String> in(Stream<String> lines, int uid) {
        return lines.map(line -> line.split(":", -1))
                .filter(fields ->
                        fields.length == FIELDS && !fields[0].isEmpty() && fields[2].equals(Integer.toString(uid)))
                .map(fields -> fields[0])
                .findFirst();
    }
}
