package io.holdfast.operator.blackbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records in two files of bounded size: the newer is written to its end, then it becomes the older one. Each has its length and a checksum,
 * so that a reader stops at the one during whose writing the process was killed. Not flushed: what was written is the kernel's, which outlives
 * the process; a power failure may take the last half minute.
 */
final class RecordFile implements AutoCloseable {
    private static final String NEWER = "records.bin";
    private static final String OLDER = "records.1.bin";
    private static final int MAGIC = 0x48464242; // "HFBB"
    private static final int HEAD_BYTES = 12;

    /** Larger than any record that is written; anything else is no record. */
    static final int RECORD_BYTES_MAX = 64 << 10;

    private final Path folder;
    private final long bytesMax;
    private FileChannel channel;

    /** Goes on where an earlier process ended. */
    RecordFile(Path folder, long bytesMax) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        // A torn record at the end would hide those behind it.
        if (Files.exists(folder.resolve(NEWER)) && !whole(folder.resolve(NEWER))) {
            turn();
        }
        this.channel = open();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(folder.resolve(NEWER), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void append(byte[] record) throws IOException {
        if (record.length > RECORD_BYTES_MAX) {
            return;
        }
        if (channel.size() + HEAD_BYTES + record.length > bytesMax) {
            channel.close();
            turn();
            channel = open();
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + record.length)
                .putInt(MAGIC)
                .putInt(record.length)
                .putInt(checksum(record))
                .put(record)
                .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void turn() throws IOException {
        Files.move(folder.resolve(NEWER), folder.resolve(OLDER), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Every whole record, the oldest first. */
    static List<byte[]> read(Path folder) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (String name : List.of(OLDER, NEWER)) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                read(file, records);
            }
        }
        return records;
    }

    private static boolean whole(Path file) throws IOException {
        return read(file, new ArrayList<>()) == Files.size(file);
    }

    /** How many bytes of whole records the file begins with. */
    private static long read(Path file, List<byte[]> records) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        while (bytes.remaining() >= HEAD_BYTES) {
            int begin = bytes.position();
            int magic = bytes.getInt();
            int length = bytes.getInt();
            int checksum = bytes.getInt();
            if (magic != MAGIC || length < 0 || length > RECORD_BYTES_MAX || length > bytes.remaining()) {
                return begin;
            }
            byte[] record = new byte[length];
            bytes.get(record);
            if (checksum(record) != checksum) {
                return begin;
            }
            records.add(record);
        }
        return bytes.position();
    }

    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
