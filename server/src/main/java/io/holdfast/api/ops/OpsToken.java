package io.holdfast.api.ops;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/**
 * The file {@code ops-token} in the data directory, mode 0600: who can read it is an operator. Read anew at every use, so
 * that writing another token is all it takes to change it.
 */
public final class OpsToken {

    private static final int RANDOM_BYTES = 32;
    private static final String BEARER = "Bearer ";

    /** An emptied file must open nothing, and nobody types a token shorter than this. */
    private static final int CHARACTERS_MIN = 16;

    private final Path file;

    private OpsToken(Path file) {
        this.file = file;
    }

    /** The token of a data directory, made if there is none. */
    public static OpsToken in(Path data, Dice dice) {
        OpsToken token = new OpsToken(data.resolve("ops-token"));
        try {
            if (!Files.exists(token.file)) {
                token.write(HexFormat.of().formatHex(dice.bytes(RANDOM_BYTES)));
            }
            return token;
        } catch (IOException failed) {
            throw new StartRefused(
                    "start.data-unusable",
                    "The operators' token %s cannot be written (%s).".formatted(token.file, failed.getMessage()),
                    "Check the rights and the room of the data directory.",
                    failed);
        }
    }

    /** Whether an {@code Authorization} header carries the token. */
    boolean opens(String authorization) {
        return authorization.startsWith(BEARER) && matches(authorization.substring(BEARER.length()));
    }

    private boolean matches(String candidate) {
        try {
            String token = Files.readString(file).strip();
            return token.length() >= CHARACTERS_MIN && SecretText.of(token).matches(candidate);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private void write(String token) throws IOException {
        Path fresh = file.resolveSibling("ops-token.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, token + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
