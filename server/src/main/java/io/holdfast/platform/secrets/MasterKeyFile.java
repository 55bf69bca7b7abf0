package io.holdfast.platform.secrets;

import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.UUID;

/**
 * The file that holds the master key, readable by the server's user only. Made at the first start; nodes that share a database
 * share its content. Losing it loses every stored secret, so it belongs into the backup, apart from the database's.
 */
public final class MasterKeyFile {
    /** Where it lies in the data directory unless it is configured elsewhere. */
    public static final Path IN_DATA = Path.of("secrets", "master.keyset");

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private MasterKeyFile() {}

    /**
     * Reads the key, or makes it when there is no file. Of several processes that make it at once, all get the same one.
     *
     * @throws StartRefused {@code secrets.master-key-unreadable} or {@code secrets.master-key-exposed}
     */
    public static MasterKey open(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            refuseExposed(file);
            return MasterKey.parse(Files.readString(file));
        } catch (IOException | GeneralSecurityException e) {
            // the complaint of a parser may quote the key: only its kind is kept
            throw new StartRefused(
                    "secrets.master-key-unreadable",
                    "The master key " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + ").",
                    "Restore the file from the backup; without it no stored secret can be opened.");
        }
    }

    /** Replaces the key in the file in one step, synced: after a crash it holds the old key or the new one. */
    public static void replace(Path file, MasterKey key) throws IOException {
        Path written = write(file, key);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folderOf(file));
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(folderOf(file), OWNER_ONLY_FOLDER);
        Path written = write(file, MasterKey.generate());
        try {
            Files.createLink(file, written); // unlike a move it never replaces what another process was quicker to make
        } catch (FileAlreadyExistsException another) {
            return;
        } catch (UnsupportedOperationException noLinks) {
            Files.move(written, file);
        } finally {
            Files.deleteIfExists(written);
        }
        sync(folderOf(file));
    }

    private static Path write(Path file, MasterKey key) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(temporary, options, OWNER_ONLY)) {
            ByteBuffer text = ByteBuffer.wrap(key.text().getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset can be written in the clear", e);
        }
        return temporary;
    }

    private static void refuseExposed(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new StartRefused(
                    "secrets.master-key-exposed",
                    "The master key " + file + " is open to other users.",
                    "chmod 600 it, and consider the key known to them.");
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Path folderOf(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new NoSuchFileException(file.toString());
        }
        return folder;
    }
}
