package io.holdfast.edge.store;

import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.ImageRestore;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Device records in one file: header, tenants by index, records as they lie in memory, and a CRC32C of all before it. Written
 * beside its name, forced to the disk and renamed, so that under its name it is always whole.
 */
final class SnapshotFile {
    private static final long MAGIC = 0x484f4c4446415354L; // HOLDFAST
    /** What the name of a file ends with that is being written. */
    static final String UNFINISHED = ".new";

    /** From 2 on a record says its device's cohort, in bits that were zero before. */
    private static final int VERSION = 2;

    private static final int WITHOUT_COHORTS = 1;
    private static final int HEADER_BYTES = 32;
    private static final int RECORD_BYTES = ImageContents.RECORD_WORDS * Long.BYTES;
    private static final int CHUNK_BYTES = ImageContents.CHUNK_RECORDS * RECORD_BYTES;

    private SnapshotFile() {}

    /** Writes the first {@code records} records, each as it is when its turn comes. */
    static void write(Path file, ImageContents image, List<TenantId> tenants, int records) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            Output output = new Output(channel);
            output.header(records, tenants);
            long[] words = new long[ImageContents.CHUNK_RECORDS * ImageContents.RECORD_WORDS];
            for (int chunk = 0; chunk * ImageContents.CHUNK_RECORDS < records; chunk++) {
                output.words(words, image.copyChunk(chunk, records, words) * ImageContents.RECORD_WORDS);
            }
            output.checksum();
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder(file);
    }

    private static void forceFolder(Path file) throws IOException {
        try (FileChannel folder =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static final class Output {
        private final FileChannel channel;
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

        Output(FileChannel channel) {
            this.channel = channel;
        }

        void header(int records, List<TenantId> tenants) throws IOException {
            buffer.putLong(MAGIC).putInt(VERSION).putInt(RECORD_BYTES);
            buffer.putInt(records).putInt(tenants.size()).putLong(0);
            flush();
            for (TenantId tenant : tenants) {
                buffer.putLong(tenant.value().getMostSignificantBits());
                buffer.putLong(tenant.value().getLeastSignificantBits());
                flush();
            }
        }

        void words(long[] words, int count) throws IOException {
            buffer.asLongBuffer().put(words, 0, count);
            buffer.position(count * Long.BYTES);
            flush();
        }

        void checksum() throws IOException {
            buffer.putLong(crc.getValue());
            flush();
        }

        private void flush() throws IOException {
            buffer.flip();
            crc.update(buffer.duplicate());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }
    }

    /**
     * Reads the records into an image that has none, and makes them findable.
     *
     * @return whether they say their devices' cohorts
     * @throws IOException when the file is missing, cut off, longer than it says, of another version, or altered
     * @throws IllegalArgumentException when a record does not fit
     */
    static boolean read(Path file, ImageRestore image) throws IOException {
        boolean withCohorts;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Input input = new Input(channel);
            withCohorts = input.header() > WITHOUT_COHORTS;
            image.tenants(input.tenants());
            long[] words = new long[ImageContents.CHUNK_RECORDS * ImageContents.RECORD_WORDS];
            for (int chunk = 0; chunk * ImageContents.CHUNK_RECORDS < input.records; chunk++) {
                int count = Math.min(ImageContents.CHUNK_RECORDS, input.records - chunk * ImageContents.CHUNK_RECORDS);
                input.words(words, count * ImageContents.RECORD_WORDS);
                image.chunk(chunk, words, count);
            }
            input.checksum();
        }
        image.index();
        return withCohorts;
    }

    private static final class Input {
        private final FileChannel channel;
        private final CRC32C crc = new CRC32C();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private int records;
        private int tenants;

        Input(FileChannel channel) {
            this.channel = channel;
        }

        int header() throws IOException {
            fill(HEADER_BYTES);
            long magic = buffer.getLong();
            int version = buffer.getInt();
            boolean readable = version == VERSION || version == WITHOUT_COHORTS;
            boolean ours = magic == MAGIC && readable && buffer.getInt() == RECORD_BYTES;
            records = buffer.getInt();
            tenants = buffer.getInt();
            long length = HEADER_BYTES + (long) tenants * Bytes.UUID_BYTES + (long) records * RECORD_BYTES + Long.BYTES;
            if (!ours || records < 0 || tenants < 0 || channel.size() != length) {
                throw new IOException("the snapshot is of another version or length");
            }
            return version;
        }

        List<TenantId> tenants() throws IOException {
            List<TenantId> inOrder = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                fill(Bytes.UUID_BYTES);
                inOrder.add(new TenantId(Bytes.uuid(buffer)));
            }
            return inOrder;
        }

        void words(long[] words, int count) throws IOException {
            fill(count * Long.BYTES);
            buffer.asLongBuffer().get(words, 0, count);
        }

        void checksum() throws IOException {
            long computed = crc.getValue();
            fill(Long.BYTES);
            if (buffer.getLong() != computed) {
                throw new IOException("the snapshot's checksum does not agree");
            }
        }

        private void fill(int bytes) throws IOException {
            buffer.clear().limit(bytes);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new IOException("the snapshot is cut off");
                }
            }
            buffer.flip();
            crc.update(buffer.duplicate());
        }
    }
}
