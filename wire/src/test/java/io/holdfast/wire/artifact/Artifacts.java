package io.holdfast.wire.artifact;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Builds artifacts part by part, so that a test can break exactly one. */
final class Artifacts {
    static final String VERSION = "{\"format\":\"mender\",\"version\":3}";
    static final String INFO =
            "{\"payloads\":[{\"type\":\"single-file\"}],\"artifact_provides\":{\"artifact_name\":\"rel\"},"
                    + "\"artifact_depends\":{\"device_type\":[\"X\"]}}";
    static final String TYPE_INFO = "{\"type\":\"single-file\"}";
    static final byte[] PAYLOAD = "hello\n".getBytes(StandardCharsets.UTF_8);
    static final ArtifactLimits LIMITS = new ArtifactLimits(4 << 20, 64 << 20, 100, 8 << 20, 1 << 20, 100);

    private Artifacts() {}

    /** The outer entries of a good artifact, its manifest aside; in order, to be changed by the test. */
    static Map<String, byte[]> parts(Compression compression) {
        String end = "." + endOf(compression);
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("version", bytes(VERSION));
        parts.put("manifest", new byte[0]);
        parts.put("header" + end, compressed(compression, header().end()));
        parts.put(
                "data/0000" + end,
                compressed(compression, new Tar().file("f.bin", PAYLOAD).end()));
        return parts;
    }

    static Tar header() {
        return new Tar().file("header-info", INFO).file("headers/0000/type-info", TYPE_INFO);
    }

    /** A manifest of the given parts and the default payload. */
    static String manifest(Map<String, byte[]> parts) {
        StringBuilder manifest = new StringBuilder(line("data/0000/f.bin", PAYLOAD));
        parts.forEach((name, content) -> {
            if (name.equals("version") || name.startsWith("header.")) {
                manifest.append(line(name, content));
            }
        });
        return manifest.toString();
    }

    static String line(String name, byte[] content) {
        return HexFormat.of().formatHex(Hashing.sha256().digest(content)) + "  " + name + "\n";
    }

    static Tar outer(Map<String, byte[]> parts) {
        Tar tar = new Tar();
        parts.forEach((name, content) ->
                tar.file(name, name.equals("manifest") && content.length == 0 ? bytes(manifest(parts)) : content));
        return tar;
    }

    static byte[] build(Map<String, byte[]> parts) {
        return outer(parts).end();
    }

    static byte[] withHeader(Tar header) {
        Map<String, byte[]> parts = parts(Compression.NONE);
        parts.put("header.tar", header.end());
        return build(parts);
    }

    static byte[] withPayload(Tar payload) {
        Map<String, byte[]> parts = parts(Compression.NONE);
        parts.put("data/0000.tar", payload.end());
        return build(parts);
    }

    static ArtifactInfo read(byte[] artifact) throws IOException {
        return ArtifactReader.read(new ByteArrayInputStream(artifact), LIMITS);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] compressed(Compression compression, byte[] content) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            switch (compression) {
                case NONE -> out.writeBytes(content);
                case GZIP -> write(new GZIPOutputStream(out), content);
                case XZ -> write(new XZOutputStream(out, new LZMA2Options(1)), content);
                case ZSTD -> out.writeBytes(Zstd.compress(content));
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String endOf(Compression compression) {
        return switch (compression) {
            case NONE -> "tar";
            case GZIP -> "tar.gz";
            case XZ -> "tar.xz";
            case ZSTD -> "tar.zst";
        };
    }

    private static void write(OutputStream out, byte[] content) throws IOException {
        try (out) {
            out.write(content);
        }
    }
}
