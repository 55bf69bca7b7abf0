package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonText;
import io.holdfast.wire.mender.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes the artifact that brings a configuration to a device: version 3, no file, the configuration as the metadata of the update
 * module {@code mender-configure}. The same name, type and configuration make the same bytes on every node and at every time, so
 * that a download can be resumed anywhere. Always more than the 4,096 bytes below which a client refuses an artifact.
 */
public final class ConfigurationArtifact {
    /** The update module on the device. */
    public static final String TYPE = "mender-configure";

    private static final String PROVIDES = "data-partition.mender-configure.version";
    private static final String CLEARS = "data-partition.mender-configure.*";
    private static final byte[] VERSION = utf8("{\"format\":\"mender\",\"version\":3}");

    private ConfigurationArtifact() {}

    /** The artifact's bytes: at most 9 KiB more than the configuration's text. */
    public static byte[] of(String name, String deviceType, Configuration configuration) {
        byte[] header = new TarWriter()
                .file("header-info", utf8(headerInfo(name, deviceType)))
                .file("headers/0000/type-info", utf8(typeInfo(name)))
                .file("headers/0000/meta-data", utf8(configuration.text()))
                .end();
        String manifest = line("header.tar", header) + line("version", VERSION);
        return new TarWriter()
                .file("version", VERSION)
                .file("manifest", utf8(manifest))
                .file("header.tar", header)
                .file("data/0000.tar", new TarWriter().end())
                .end();
    }

    private static String headerInfo(String name, String deviceType) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"payloads\":[{\"type\":\"" + TYPE + "\"}],\"artifact_provides\":{\"artifact_name\":");
        JsonText.quote(out, name).append("},\"artifact_depends\":{\"device_type\":[");
        return JsonText.quote(out, deviceType).append("]}}").toString();
    }

    private static String typeInfo(String name) {
        StringBuilder out = new StringBuilder(256);
        out.append("{\"type\":\"" + TYPE + "\",\"artifact_provides\":{\"" + PROVIDES + "\":");
        return JsonText.quote(out, name)
                .append("},\"clears_artifact_provides\":[\"" + CLEARS + "\"]}")
                .toString();
    }

    private static String line(String name, byte[] content) {
        return HexFormat.of().formatHex(Hashing.sha256().digest(content)) + "  " + name + "\n";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
