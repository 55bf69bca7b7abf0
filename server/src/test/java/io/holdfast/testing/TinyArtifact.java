package io.holdfast.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The smallest sound artifact of version 3: one file of a few bytes. */
public final class TinyArtifact {
    private TinyArtifact() {}

    public static byte[] of(String name, String deviceType) {
        byte[] version = bytes("{\"format\":\"mender\",\"version\":3}");
        byte[] payload = bytes("hello " + name + "\n");
        String info = "{\"payloads\":[{\"type\":\"single-file\"}],\"artifact_provides\":{\"artifact_name\":\"" + name
                + "\"},\"artifact_depends\":{\"device_type\":[\"" + deviceType + "\"]}}";
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put("header-info", bytes(info));
        headers.put("headers/0000/type-info", bytes("{\"type\":\"single-file\"}"));
        headers.put("headers/0000/meta-data", new byte[0]);
        byte[] header = gzip(tar(headers));
        String manifest = line("data/0000/file", payload) + line("header.tar.gz", header) + line("version", version);
        Map<String, byte[]> outer = new LinkedHashMap<>();
        outer.put("version", version);
        outer.put("manifest", bytes(manifest));
        outer.put("header.tar.gz", header);
        outer.put("data/0000.tar.gz", gzip(tar(Map.of("file", payload))));
        return tar(outer);
    }

    private static String line(String name, byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash) + "  " + name + "\n";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
