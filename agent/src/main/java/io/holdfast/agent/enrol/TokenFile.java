package io.holdfast.agent.enrol;

import io.holdfast.agent.AgentFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The device's token between two starts: an agent that comes back need not ask for another. */
public final class TokenFile {
    private static final int BYTES_MAX = 16 << 10;

    private final Path file;

    public TokenFile(Path file) {
        this.file = file;
    }

    /** The token, if there is one. */
    public Optional<String> read() {
        try {
            return Files.exists(file) && Files.size(file) <= BYTES_MAX
                    ? Optional.of(Files.readString(file, StandardCharsets.US_ASCII))
                            .filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // asking for another costs one call
        }
    }

    public void keep(String token) {
        try {
            PrivateFile.write(file, token.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException unwritable) {
            throw new AgentFailed(
                    "The token cannot be kept in " + file + ": " + unwritable.getMessage() + ".", unwritable);
        }
    }

    /** The server does not honour it any more. */
    public void drop() {
        try {
            boolean dropped = Files.deleteIfExists(file);
        } catch (IOException unwritable) {
            throw new AgentFailed(
                    "The token in " + file + " cannot be dropped: " + unwritable.getMessage() + ".", unwritable);
        }
    }
}
