package io.holdfast.release;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

/** A sound artifact of any size, made while it is read: its one file is all zeros. */
public final class HugeArtifact {
    private static final byte[] VERSION = bytes("{\"format\":\"mender\",\"version\":3}");
    private static final String INFO = "{\"payloads\":[{\"type\":\"single-file\"}],\"artifact_provides\":"
            + "{\"artifact_name\":\"huge\"},\"artifact_depends\":{\"device_type\":[\"X\"]}}";
    private static final int BLOCK = 512;

    private HugeArtifact() {}

    /** The artifact around a file of so many zeros. */
    public static InputStream of(long fileBytes) {
        byte[] header = bytes(
                entry("header-info", bytes(INFO)),
                entry("headers/0000/type-info", bytes("{\"type\":\"single-file\"}")),
                new byte[2 * BLOCK]);
        byte[] manifest = bytes(
                line("data/0000/zeros", zeros(fileBytes)),
                line("header.tar", new ByteArrayInputStream(header)),
                line("version", new ByteArrayInputStream(VERSION)));
        long padding = -fileBytes & (BLOCK - 1);
        byte[] before = bytes(
                entry("version", VERSION),
                entry("manifest", manifest),
                entry("header.tar", header),
                entryHeader("data/0000.tar", BLOCK + fileBytes + padding + 2 * BLOCK),
                entryHeader("zeros", fileBytes));
        return new SequenceInputStream(Collections.enumeration(
                List.of(new ByteArrayInputStream(before), zeros(fileBytes + padding + 4 * BLOCK))));
    }

    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int read = (int) Math.min(length, left);
                java.util.Arrays.fill(buffer, offset, offset + read, (byte) 0);
                left -= read;
                return read;
            }
        };
    }

    private static byte[] line(String name, InputStream content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
            return bytes(HexFormat.of().formatHex(sha256.digest()) + "  " + name + "\n");
        } catch (IOException | NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] entry(String name, byte[] content) {
        return bytes(entryHeader(name, content.length), content, new byte[-content.length & (BLOCK - 1)]);
    }

    private static byte[] entryHeader(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        byte[] header = new byte[BLOCK];
        try {
            entry.writeEntryHeader(header, ZipEncodingHelper.getZipEncoding(StandardCharsets.UTF_8.name()), true);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return header;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
