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
    private final DiskRoom room;

    private DiskBlobStore(Path blobs, Path uploads, long reserveBytes) {
        this.blobs = blobs;
        this.uploads = uploads;
        this.room = new DiskRoom(() -> Files.getFileStore(blobs).getUsableSpace(), reserveBytes);
    }

    /** Opens the store and removes what uploads left behind that a crash cut off. */
    public static DiskBlobStore open(Path directory) throws IOException {
        return open(directory, RESERVE_BYTES);
    }

    /** As {@link #open(Path)}, on a disk of which another part is kept free. */
    public static DiskBlobStore open(Path directory, long reserveBytes) throws IOException {
        Path uploads = Files.createDirectories(directory.resolve("uploads"));
        Path blobs = Files.createDirectories(directory.resolve("blobs"));
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(uploads)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new DiskBlobStore(blobs, uploads, reserveBytes);
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
        try {
            return new DiskUpload(key, uploads.resolve(key.value()), blobs, folderOf(key), room);
        } catch (IOException failed) {
            throw room.explained(failed);
        }
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
        return room.left();
    }

    private Path fileOf(BlobKey key) {
        return folderOf(key).resolve(key.value());
    }

    private Path folderOf(BlobKey key) {
        return blobs.resolve(key.value().substring(0, FOLDER_LENGTH));
    }

    private static final class DiskUpload extends BlobUpload {
        private final BlobKey key;
        private final Path blobs;
        private final Path folder;
        private final FileChannel channel;
        private final DiskRoom room;
        private final DiskRoom.Claim claim;
        private Path file;
        private long size;
        private long writtenThrough;
        private boolean committed;

        DiskUpload(BlobKey key, Path partial, Path blobs, Path folder, DiskRoom room) throws IOException {
            this.key = key;
            this.file = partial;
            this.blobs = blobs;
            this.folder = folder;
            this.room = room;
            this.claim = room.claim();
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
            try {
                claim.cover(length);
                ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
                while (rest.hasRemaining()) {
                    int written = channel.write(rest);
                    size += written;
                    claim.written(written);
                }
                writeThrough();
            } catch (IOException failed) {
                throw room.explained(failed);
            }
        }

        private void writeThrough() throws IOException {
            if (size - writtenThrough >= WRITTEN_THROUGH_BYTES) {
                channel.force(false);
                writtenThrough = size;
            }
        }

        @Override
        public void commit() throws IOException {
            try {
                channel.force(true);
                channel.close();
                Files.createDirectories(folder);
                file = Files.move(file, folder.resolve(key.value()), StandardCopyOption.ATOMIC_MOVE);
                // The rename is durable only when its directory is, and a new directory only when its parent is.
                syncDirectory(folder);
                syncDirectory(blobs);
                committed = true;
            } catch (IOException failed) {
                throw room.explained(failed);
            }
        }

        @Override
        public void close() throws IOException {
            claim.close();
            channel.close();
            if (!committed) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
