package io.holdfast.api.ops;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

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

    /** A text's HMAC-SHA-256 by the token, in hex; empty when there is no token that may open anything. */
    Optional<String> sign(String text) {
        return current().map(token -> {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        });
    }

    private boolean matches(String candidate) {
        return current()
                .filter(token -> SecretText.of(token).matches(candidate))
                .isPresent();
    }

    private Optional<String> current() {
        try {
            return Optional.of(Files.readString(file).strip()).filter(token -> token.length() >= CHARACTERS_MIN);
        } catch (IOException unreadable) {
            return Optional.empty();
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
