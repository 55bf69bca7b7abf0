package io.holdfast.integration;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Artifacts of format 3 with one file in them, as long as mender-client asks for at least. */
final class SmallArtifact {
    private static final int PAYLOAD_BYTES = 8_192;
    private static final int BLOCK = 512;

    private SmallArtifact() {}

    static byte[] of(String release, String deviceType) {
        byte[] payload = new byte[PAYLOAD_BYTES];
        new Random(release.hashCode()).nextBytes(payload);
        byte[] version = ascii("{\"format\":\"mender\",\"version\":3}");
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        file(
                header,
                "header-info",
                ascii("{\"payloads\":[{\"type\":\"single-file\"}],\"artifact_provides\":{\"artifact_name\":\"" + release
                        + "\"},\"artifact_depends\":{\"device_type\":[\"" + deviceType + "\"]}}"));
        file(header, "headers/0000/type-info", ascii("{\"type\":\"single-file\"}"));
        file(header, "headers/0000/meta-data", ascii("{}"));
        byte[] headerTar = ended(header);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        file(data, "payload", payload);
        ByteArrayOutputStream artifact = new ByteArrayOutputStream();
        file(artifact, "version", version);
        file(
                artifact,
                "manifest",
                ascii(line("data/0000/payload", payload) + line("header.tar", headerTar) + line("version", version)));
        file(artifact, "header.tar", headerTar);
        file(artifact, "data/0000.tar", ended(data));
        return ended(artifact);
    }

    private static void file(ByteArrayOutputStream tar, String name, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, "%011o".formatted(content.length));
        put(header, 136, "%011o".formatted(1_795_000_000L));
        header[156] = '0';
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 255;
        }
        put(header, 148, "%06o".formatted(sum));
        header[154] = 0;
        tar.writeBytes(header);
        tar.writeBytes(content);
        tar.writeBytes(new byte[-content.length & (BLOCK - 1)]);
    }

    private static byte[] ended(ByteArrayOutputStream tar) {
        tar.writeBytes(new byte[2 * BLOCK]);
        return tar.toByteArray();
    }

    private static String line(String name, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)) + "  " + name + "\n";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = ascii(text);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
