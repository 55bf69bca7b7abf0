package io.holdfast.wire.artifact;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives, broken ones too. */
final class Tar {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Tar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Tar file(String name, byte[] content) {
        return entry('0', name, content.length, content);
    }

    /** Any entry; {@code size} is what the header claims. */
    Tar entry(char type, String name, long size, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, "%011o".formatted(size));
        put(header, 136, "%011o".formatted(1_795_000_000L));
        header[156] = (byte) type;
        put(header, 157, type == '1' || type == '2' ? "/etc/passwd" : "");
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 255;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    /** A POSIX extended header before the next entry. */
    Tar extended(String key, String value) {
        String record = " " + key + "=" + value + "\n";
        int bytes = record.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes + Integer.toString(bytes + 2).length();
        byte[] content = (length + record).getBytes(StandardCharsets.UTF_8);
        return entry('x', "PaxHeaders/x", content.length, content);
    }

    Tar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    byte[] end() {
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    byte[] withoutEnd() {
        return out.toByteArray();
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
