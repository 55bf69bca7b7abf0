package io.holdfast.access;

import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code setup-link} of the data directory, mode 0600: one line, the link. */
public final class SetupLinkFile {
    private static final Logger log = LoggerFactory.getLogger(SetupLinkFile.class);
    private static final String BEFORE_TOKEN = "token=";

    private final Path file;

    private SetupLinkFile(Path file) {
        this.file = file;
    }

    public static SetupLinkFile in(Path data) {
        return new SetupLinkFile(data.resolve("setup-link"));
    }

    /** The token in the file, if there is one. */
    Optional<SecretText> token() {
        try {
            String line = Files.readString(file).strip();
            int at = line.indexOf(BEFORE_TOKEN);
            return at < 0 ? Optional.empty() : Optional.of(SecretText.of(line.substring(at + BEFORE_TOKEN.length())));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException unreadable) {
            throw unusable(unreadable);
        }
    }

    /** Written beside and renamed: never readable by others, not for an instant. */
    void write(URI link) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, link + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw unusable(failed);
        }
    }

    /** For when the server has a user. The link in it opens nothing any more, so a file that stays is untidy and no danger. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            log.atWarn().addKeyValue("file", file).setCause(stays).log("the used set-up link stays in its file");
        }
    }

    private StartRefused unusable(IOException cause) {
        return new StartRefused(
                "start.data-unusable",
                "The set-up link %s cannot be read or written (%s).".formatted(file, cause.getMessage()),
                "Check the rights and the room of the data directory.",
                cause);
    }
}
