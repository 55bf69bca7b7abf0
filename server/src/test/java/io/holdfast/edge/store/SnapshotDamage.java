package io.holdfast.edge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Each way in which a snapshot can be wrong. */
enum SnapshotDamage {
    MISSING,
    EMPTY,
    CUT_OFF,
    TOO_LONG,
    OTHER_VERSION,
    FLIPPED_BIT_IN_RECORDS,
    FLIPPED_BIT_IN_CHECKSUM;

    void to(Path file) throws IOException {
        long size = Files.size(file);
        switch (this) {
            case MISSING -> Files.delete(file);
            case EMPTY -> truncate(file, 0);
            case CUT_OFF -> truncate(file, size - 20);
            case TOO_LONG -> Files.write(file, new byte[8], StandardOpenOption.APPEND);
            case OTHER_VERSION -> flip(file, 8);
            case FLIPPED_BIT_IN_RECORDS -> flip(file, size - 50);
            case FLIPPED_BIT_IN_CHECKSUM -> flip(file, size - 8);
        }
    }

    /** Makes it one of a version that knew no cohorts: they were zeros where they are now. */
    static void toFirstVersion(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(8, 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, bytes.capacity() - Long.BYTES);
        bytes.putLong(bytes.capacity() - Long.BYTES, crc.getValue());
        Files.write(file, bytes.array());
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(channel.read(one, at)).isEqualTo(1);
            one.put(0, (byte) (one.get(0) ^ 0x40)).flip();
            assertThat(channel.write(one, at)).isEqualTo(1);
        }
    }
}
