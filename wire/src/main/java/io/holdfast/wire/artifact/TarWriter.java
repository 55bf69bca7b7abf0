package io.holdfast.wire.artifact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes a small POSIX ustar archive of plain files into memory. The same content makes the same bytes: no clock, no owner. Names
 * are ours, so they are of ASCII and at most 100 characters.
 */
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int MODE_AT = 100;
    private static final int UID_AT = 108;
    private static final int GID_AT = 116;
    private static final int SIZE_AT = 124;
    private static final int TIME_AT = 136;
    private static final int SUM_AT = 148;
    private static final int SUM_LENGTH = 8;
    private static final int TYPE_AT = 156;
    private static final int MAGIC_AT = 257;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarWriter file(String name, byte[] content) {
        out.writeBytes(header(name, content.length));
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & (BLOCK - 1)]);
        return this;
    }

    /** The archive, ended by two empty blocks. */
    byte[] end() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private static byte[] header(String name, int size) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, MODE_AT, "0000600");
        put(header, UID_AT, "0000000");
        put(header, GID_AT, "0000000");
        put(header, SIZE_AT, "%011o".formatted(size));
        put(header, TIME_AT, "%011o".formatted(0));
        put(header, TYPE_AT, "0");
        put(header, MAGIC_AT, "ustar\00000");
        // The sum is taken with spaces in its own place.
        Arrays.fill(header, SUM_AT, SUM_AT + SUM_LENGTH, (byte) ' ');
        int sum = 0;
        for (byte each : header) {
            sum += each & 255;
        }
        put(header, SUM_AT, "%06o\0".formatted(sum));
        return header;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
