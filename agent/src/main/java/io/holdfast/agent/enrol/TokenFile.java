package io.holdfast.agent.enrol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device's token: in memory, and in a file between two starts, so that an agent that comes back need not ask for another. A disk that
 * is full or may not be written costs only that. Safe from any thread.
 */
public final class TokenFile {
    private static final int BYTES_MAX = 16 << 10;

    /** What may stand in a header. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1," + BYTES_MAX + "}");

    private final Path file;
    private Optional<String> token;

    /** Reads the file, if there is one. */
    public TokenFile(Path file) {
        this.file = file;
        this.token = kept(file);
    }

    private static Optional<String> kept(Path file) {
        try {
            return Files.exists(file) && Files.size(file) <= BYTES_MAX
                    ? plain(Files.readString(file, StandardCharsets.US_ASCII))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty(); // asking for another costs one call
        }
    }

    /** The token that this text is, without the space around it; empty where it is none. */
    static Optional<String> plain(String text) {
        return Optional.of(text.strip()).filter(token -> TOKEN.matcher(token).matches());
    }

    /** The token, if there is one. */
    public synchronized Optional<String> read() {
        return token;
    }

    /** This is the token from now on. Why the next start will not know it, if it will not. */
    public synchronized Optional<String> keep(String fresh) {
        token = Optional.of(fresh);
        try {
            PrivateFile.write(file, fresh.getBytes(StandardCharsets.US_ASCII));
            return Optional.empty();
        } catch (IOException unwritable) {
            return Optional.of("the token cannot be kept in " + file + " for the next start: " + words(unwritable));
        }
    }

    /** The server does not honour it any more. Why the next start will try it again, if it will. */
    public synchronized Optional<String> drop() {
        token = Optional.empty();
        try {
            boolean dropped = Files.deleteIfExists(file);
            return Optional.empty();
        } catch (IOException unwritable) {
            return Optional.of("the token in " + file + " cannot be dropped: " + words(unwritable));
        }
    }

    private static String words(IOException unwritable) {
        return unwritable.getClass().getSimpleName() + ": " + unwritable.getMessage();
    }
}
