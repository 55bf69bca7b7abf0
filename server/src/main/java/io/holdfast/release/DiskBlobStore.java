package io.holdfast.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Blobs as files below one directory of the local disk, 256 folders wide. Uploads are written beside them and renamed into place. */
public final class DiskBlobStore implements BlobStore {
    /** Kept free for PostgreSQL, the local store and the journal: a full disk must refuse uploads, not acknowledged reports. */
    static final long RESERVE_BYTES = 512L << 20;

    private static final int FOLDER_LENGTH = 2;

    /**
     * Written through to the disk each time so much was written: the sender of 10 GiB then waits for the last piece only, not for
     * minutes in silence at the end, which a proxy between would take for a dead connection.
     */
    private static final long WRITTEN_THROUGH_BYTES = 64L << 20;

    private final Path blobs;
    private final Path uploads;

    private DiskBlobStore(Path blobs, Path uploads) {
        this.blobs = blobs;
        this.uploads = uploads;
    }

    /** Opens the store and removes what uploads left behind that a crash cut off. */
    public static DiskBlobStore open(Path directory) throws IOException {
        Path uploads = Files.createDirectories(directory.resolve("uploads"));
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(uploads)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new DiskBlobStore(blobs, uploads);
    }

    @Override
    public Optional<StoredBlob> find(BlobKey key) throws IOException {
        Path file = fileOf(key);
        try {
            return Optional.of(new StoredBlob(file, Files.size(file)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public BlobUpload begin() throws IOException {
        BlobKey key = BlobKey.random();
        return new DiskUpload(key, uploads.resolve(key.value()), blobs, folderOf(key));
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Files.deleteIfExists(fileOf(key));
    }

    @Override
    public List<BlobKey> keys() throws IOException {
        try (Stream<Path> files = Files.walk(blobs, 2)) {
            return files.map(file -> BlobKey.parse(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public long room() throws IOException {
        return Math.max(0, Files.getFileStore(blobs).getUsableSpace() - RESERVE_BYTES);
    }

    private Path fileOf(BlobKey key) {
        return folderOf(key).resolve(key.value());
    }

    private Path folderOf(BlobKey key) {
        return blobs.resolve(key.value().substring(0, FOLDER_LENGTH));
    }

    private static final class DiskUpload extends BlobUpload {
        private final BlobKey key;
        private final Path partial;
        private final Path blobs;
        private final Path folder;
        private final FileChannel channel;
        private long size;
        private long writtenThrough;
        private boolean committed;

        DiskUpload(BlobKey key, Path partial, Path blobs, Path folder) throws IOException {
            this.key = key;
            this.partial = partial;
            this.blobs = blobs;
            this.folder = folder;
            this.channel = FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public BlobKey key() {
            return key;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                size += channel.write(rest);
            }
            if (size - writtenThrough >= WRITTEN_THROUGH_BYTES) {
                channel.force(false);
                writtenThrough = size;
            }
        }

        @Override
        public void commit() throws IOException {
            channel.force(true);
            channel.close();
            Files.createDirectories(folder);
            Files.move(partial, folder.resolve(key.value()), StandardCopyOption.ATOMIC_MOVE);
            committed = true;
            // The rename is durable only when its directory is, and a new directory only when its parent is.
            syncDirectory(folder);
            syncDirectory(blobs);
        }

        @Override
        public void close() throws IOException {
            channel.close();
            if (!committed) {
                Files.deleteIfExists(partial);
            }
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
