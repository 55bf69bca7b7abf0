package io.holdfast.wire.artifact;

import static io.holdfast.wire.artifact.Artifacts.PAYLOAD;
import static io.holdfast.wire.artifact.Artifacts.build;
import static io.holdfast.wire.artifact.Artifacts.bytes;
import static io.holdfast.wire.artifact.Artifacts.line;
import static io.holdfast.wire.artifact.Artifacts.parts;
import static io.holdfast.wire.artifact.Artifacts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Artifacts of format version 2, whole and broken. */
class HeaderReaderV2Test {
    private static final String INFO =
            "{\"artifact_name\":\"old\",\"updates\":[{\"type\":\"rootfs-image\"}],\"device_types_compatible\":[\"X\"]}";
    private static final String TWO = INFO.replace("}],", "},{\"type\":\"other\"}],");
    private static final String FILES = "{\"files\":[\"f.bin\"]}";
    private static final String TYPE = "{\"type\":\"rootfs-image\"}";

    @ParameterizedTest
    @EnumSource(Compression.class)
    void a_whole_artifact_is_read_in_every_compression(Compression compression) throws IOException {
        ArtifactInfo info = read(artifact(compression, whole()));

        assertThat(info.version()).isEqualTo(2);
        assertThat(info.name()).isEqualTo("old");
        assertThat(info.deviceTypes()).containsExactly("X");
        assertThat(info.updates().getFirst().files())
                .extracting(ArtifactFile::name)
                .containsExactly("f.bin");
        assertThat(info.updates().getFirst().metadata().canonical()).isEqualTo("{\"a\":1}");
        assertThat(info.clearsProvides()).isEmpty();
    }

    @Test
    void meta_data_may_be_empty_or_absent_and_scripts_come_first() throws IOException {
        Tar empty = header(INFO)
                .file("scripts/ArtifactInstall_Enter_00", "x")
                .file("headers/0000/files", FILES)
                .file("headers/0000/type-info", TYPE)
                .file("headers/0000/meta-data", "");
        Tar absent = header(INFO).file("headers/0000/files", FILES).file("headers/0000/type-info", TYPE);

        for (Tar header : List.of(empty, absent)) {
            assertThat(read(artifact(Compression.NONE, header))
                            .updates()
                            .getFirst()
                            .metadata()
                            .canonical())
                    .isEqualTo("{}");
        }
    }

    @Test
    void several_payloads_keep_their_own_meta_data() throws IOException {
        Tar header = header(TWO)
                .file("headers/0000/files", FILES)
                .file("headers/0000/type-info", TYPE)
                .file("headers/0001/files", "{\"files\":[]}")
                .file("headers/0001/type-info", "{\"type\":\"other\"}")
                .file("headers/0001/meta-data", "{\"b\":2}");
        Map<String, byte[]> parts = artifactParts(Compression.NONE, header);
        parts.put("data/0001.tar", new Tar().end());

        ArtifactInfo info = read(build(parts));

        assertThat(info.updates())
                .extracting(update -> update.metadata().canonical())
                .containsExactly("{}", "{\"b\":2}");
        assertThat(info.updates()).extracting(ArtifactUpdate::files).element(1).isEqualTo(List.of());
    }

    @Test
    void any_other_header_is_refused() {
        assertRefused("artifact.wrong-order", new Tar().file("headers/0000/files", FILES));
        assertRefused("artifact.missing-entry", new Tar());
        assertRefused("artifact.missing-entry", header(INFO));
        assertRefused("artifact.missing-entry", header(INFO).file("headers/0000/files", FILES));
        assertRefused(
                "artifact.missing-entry",
                header(TWO).file("headers/0000/files", FILES).file("headers/0000/type-info", TYPE));
        assertRefused("artifact.unexpected-entry", header(INFO).file("headers/0000/type-info", TYPE));
        assertRefused("artifact.unexpected-entry", whole().file("headers/0000/meta-data", ""));
        assertRefused("artifact.unexpected-entry", whole().file("headers/0001/files", FILES));
        assertRefused("artifact.unexpected-entry", whole().file("scripts/late", "x"));
        assertRefused("artifact.unexpected-entry", whole().file("header-info", INFO));
        assertRefused(
                "artifact.duplicate-entry", header(INFO).file("scripts/a", "x").file("scripts/a", "x"));
        assertRefused("artifact.malformed-header", header("x"));
        assertRefused("artifact.malformed-header", header(Artifacts.INFO));
        assertRefused("artifact.malformed-header", header(INFO).file("headers/0000/files", "[]"));
        assertRefused(
                "artifact.malformed-header",
                header(INFO).file("headers/0000/files", FILES).file("headers/0000/type-info", "x"));
        for (String broken : List.of("\"artifact_name\":\"\"", "\"artifact_name\":1", "\"name\":\"old\"")) {
            assertRefused(
                    "artifact.malformed-header",
                    header(INFO.replace("\"artifact_name\":\"old\"", broken))
                            .file("headers/0000/files", FILES)
                            .file("headers/0000/type-info", TYPE));
        }
        assertRefused(
                "artifact.malformed-header",
                header(INFO.replace("[\"X\"]", "[]"))
                        .file("headers/0000/files", FILES)
                        .file("headers/0000/type-info", TYPE));
    }

    @Test
    void an_augmented_manifest_belongs_to_version_3() {
        Map<String, byte[]> parts = artifactParts(Compression.NONE, whole());
        Map<String, byte[]> changed = new java.util.LinkedHashMap<>();
        parts.forEach((name, content) -> {
            changed.put(name, content);
            if (name.equals("manifest")) {
                changed.put("manifest", bytes(Artifacts.manifest(parts)));
                changed.put("manifest-augment", bytes(line("data/0000/g.bin", PAYLOAD)));
            }
        });

        assertRefused("artifact.wrong-order", build(changed));
    }

    private static Tar header(String info) {
        return new Tar().file("header-info", info);
    }

    private static Tar whole() {
        return header(INFO)
                .file("headers/0000/files", FILES)
                .file("headers/0000/type-info", TYPE)
                .file("headers/0000/meta-data", "{\"a\":1}");
    }

    private static byte[] artifact(Compression compression, Tar header) {
        return build(artifactParts(compression, header));
    }

    private static Map<String, byte[]> artifactParts(Compression compression, Tar header) {
        Map<String, byte[]> parts = parts(compression);
        parts.put("version", bytes("{\"format\":\"mender\",\"version\":2}"));
        parts.put("header." + Artifacts.endOf(compression), Artifacts.compressed(compression, header.end()));
        return parts;
    }

    private static void assertRefused(String code, Tar header) {
        assertRefused(code, artifact(Compression.NONE, header));
    }

    private static void assertRefused(String code, byte[] artifact) {
        ArtifactRefused refusal = catchThrowableOfType(ArtifactRefused.class, () -> read(artifact));
        assertThat(refusal).as("a refusal with code %s", code).isNotNull();
        assertThat(refusal.code()).as(refusal.sentence()).isEqualTo(code);
    }
}
