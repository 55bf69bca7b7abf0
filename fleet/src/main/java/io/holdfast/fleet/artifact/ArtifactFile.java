package io.holdfast.fleet.artifact;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Writes artifacts of format 3 with one payload of random bytes, so that a drill needs no mender-artifact. */
public final class ArtifactFile {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ArtifactFile() {}

    /**
     * Writes {@code <name>.mender} into the folder.
     *
     * @param payloadBytes at least 4096: mender-client 3.4.0 refuses less
     */
    public static Path write(Path folder, String name, String deviceType, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        new Random(name.hashCode()).nextBytes(payload);
        Path file = folder.resolve(name + ".mender");
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            byte[] version = JSON.writeValueAsBytes(Map.of("format", "mender", "version", 3));
            byte[] header = header(name, deviceType);
            byte[] manifest =
                    manifest(Map.of("version", version, "header.tar.gz", header, "data/0000/payload", payload));
            add(tar, "version", version);
            add(tar, "manifest", manifest);
            add(tar, "header.tar.gz", header);
            add(tar, "data/0000.tar.gz", tarGz(List.of(new Entry("payload", payload))));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private record Entry(String name, byte[] content) {}

    private static byte[] header(String name, String deviceType) throws IOException {
        Map<String, Object> info = Map.of(
                "payloads", List.of(Map.of("type", "single-file")),
                "artifact_provides", Map.of("artifact_name", name),
                "artifact_depends", Map.of("device_type", List.of(deviceType)));
        Map<String, Object> type = Map.of(
                "type", "single-file",
                "artifact_provides", Map.of("rootfs-image.single-file.version", name),
                "clears_artifact_provides", List.of("rootfs-image.single-file.*"));
        return tarGz(List.of(
                new Entry("header-info", JSON.writeValueAsBytes(info)),
                new Entry("headers/0000/type-info", JSON.writeValueAsBytes(type)),
                new Entry("headers/0000/meta-data", "{}".getBytes(StandardCharsets.US_ASCII))));
    }

    private static byte[] manifest(Map<String, byte[]> parts) {
        StringBuilder lines = new StringBuilder();
        parts.forEach((name, content) ->
                lines.append(sha256(content)).append("  ").append(name).append('\n'));
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] tarGz(List<Entry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Entry entry : entries) {
                add(tar, entry.name(), entry.content());
            }
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
