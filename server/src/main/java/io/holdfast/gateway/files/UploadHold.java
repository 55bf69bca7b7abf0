package io.holdfast.gateway.files;

import io.holdfast.platform.http.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Holds on disk what is uploaded before it is said where it goes. Bounded, and emptied at the start. */
public final class UploadHold {
    /** Mender's tools hold as much in memory; what is larger sends its path and mode first, and is not held at all. */
    static final long BYTES_MAX = 1L << 30;

    /** Kept free for what was acknowledged: the same as for artifacts. */
    private static final long RESERVE_BYTES = 512L << 20;

    private static final int PIECE = 64 << 10;
    private static final int PIECES_PER_LOOK = 64;

    private final Path folder;

    private UploadHold(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder and removes what a crash left. */
    public static UploadHold in(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new UploadHold(folder);
    }

    /** A file that waits. */
    public static final class Held implements AutoCloseable {
        private final Path file;

        private Held(Path file) {
            this.file = file;
        }

        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Takes everything that comes; refuses what is too much for the disk. */
    public Held take(InputStream source) throws IOException {
        Held held = new Held(Files.createTempFile(folder, "upload-", ""));
        try (OutputStream out = Files.newOutputStream(held.file)) {
            copy(source, out);
            return held;
        } catch (IOException | RuntimeException failed) {
            held.close();
            throw failed;
        }
    }

    private void copy(InputStream source, OutputStream out) throws IOException {
        byte[] piece = new byte[PIECE];
        long taken = 0;
        for (int pieces = 0; ; pieces++) {
            if (pieces % PIECES_PER_LOOK == 0 && Files.getFileStore(folder).getUsableSpace() < RESERVE_BYTES) {
                throw new Refusal(507, "file.no-room", "the server's disk has no room to hold the file").exception();
            }
            int read = source.read(piece);
            if (read < 0) {
                return;
            }
            taken += read;
            if (taken > BYTES_MAX) {
                throw new Refusal(
                                413,
                                "file.too-large-to-hold",
                                "a file of more than 1 GiB must come behind its path and mode in the form")
                        .exception();
            }
            out.write(piece, 0, read);
        }
    }
}
