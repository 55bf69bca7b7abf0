package io.holdfast.wire.artifact;

import static io.holdfast.wire.artifact.Artifacts.LIMITS;
import static io.holdfast.wire.artifact.Artifacts.PAYLOAD;
import static io.holdfast.wire.artifact.Artifacts.build;
import static io.holdfast.wire.artifact.Artifacts.bytes;
import static io.holdfast.wire.artifact.Artifacts.compressed;
import static io.holdfast.wire.artifact.Artifacts.endOf;
import static io.holdfast.wire.artifact.Artifacts.header;
import static io.holdfast.wire.artifact.Artifacts.line;
import static io.holdfast.wire.artifact.Artifacts.manifest;
import static io.holdfast.wire.artifact.Artifacts.outer;
import static io.holdfast.wire.artifact.Artifacts.parts;
import static io.holdfast.wire.artifact.Artifacts.read;
import static io.holdfast.wire.artifact.Artifacts.withHeader;
import static io.holdfast.wire.artifact.Artifacts.withPayload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactReaderTest {

    @ParameterizedTest
    @EnumSource(Compression.class)
    void a_whole_artifact_is_read_in_every_compression(Compression compression) throws Exception {
        byte[] artifact = build(parts(compression));

        ArtifactInfo info = read(artifact);

        assertThat(info.name()).isEqualTo("rel");
        assertThat(info.deviceTypes()).containsExactly("X");
        assertThat(info.signed()).isFalse();
        assertThat(info.size()).isEqualTo(artifact.length);
        assertThat(info.updates().getFirst().type()).hasValue("single-file");
        assertThat(info.updates().getFirst().files())
                .containsExactly(new ArtifactFile(
                        "f.bin",
                        line("", PAYLOAD).substring(0, 64),
                        PAYLOAD.length,
                        Instant.ofEpochSecond(1_795_000_000L)));
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void every_truncation_is_refused(Compression compression) {
        byte[] artifact = build(parts(compression));

        for (int length = 0; length < artifact.length; length += length < 512 ? 37 : 64) {
            byte[] cut = Arrays.copyOf(artifact, length);
            assertThat(catchThrowableOfType(ArtifactRefused.class, () -> read(cut)))
                    .as("%d of %d bytes", length, artifact.length)
                    .isNotNull()
                    .extracting(ArtifactRefused::code)
                    .isEqualTo("artifact.truncated");
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void whatever_byte_is_damaged_it_is_read_or_refused_and_never_read_differently(Compression compression)
            throws Exception {
        byte[] artifact = build(parts(compression));
        ArtifactInfo whole = read(artifact);

        for (int i = 0; i < artifact.length; i++) {
            byte[] damaged = artifact.clone();
            damaged[i] ^= (byte) (1 << (i % 8));
            Throwable refusal = catchThrowable(() -> {
                ArtifactInfo info = read(damaged);
                assertThat(info.updates().getFirst().files().getFirst().checksum())
                        .isEqualTo(whole.updates().getFirst().files().getFirst().checksum());
                assertThat(info.name()).isEqualTo("rel");
            });
            if (refusal != null) {
                assertThat(refusal).as("byte %d", i).isInstanceOf(ArtifactRefused.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void data_after_the_end_is_refused_at_every_level(Compression compression) throws Exception {
        String end = "." + endOf(compression);
        byte[] garbage = bytes("garbage!");
        Map<String, byte[]> inside = parts(compression);
        inside.put(
                "data/0000" + end,
                compressed(
                        compression,
                        new Tar()
                                .file("f.bin", PAYLOAD)
                                .raw(new byte[1024])
                                .raw(garbage)
                                .end()));
        Map<String, byte[]> behind = parts(compression);
        behind.merge("data/0000" + end, garbage, ArtifactReaderTest::joined);

        assertRefused("artifact.trailing-data", joined(build(parts(compression)), garbage));
        assertRefused("artifact.trailing-data", build(inside));
        assertThat(catchThrowableOfType(ArtifactRefused.class, () -> read(build(behind)))
                        .code())
                .isIn("artifact.trailing-data", "artifact.corrupt", "artifact.truncated");
        assertThat(read(joined(build(parts(compression)), new byte[8192])).name())
                .isEqualTo("rel");
        assertRefused(
                "artifact.trailing-data",
                joined(build(parts(compression)), new byte[1 << 19], new byte[(1 << 19) + 512]));
    }

    @Test
    void what_is_no_artifact_is_refused() {
        assertRefused("artifact.truncated", new byte[0]);
        assertRefused("artifact.truncated", bytes("ver"));
        assertRefused("artifact.truncated", bytes("version\0\0"));
        assertRefused("artifact.not-an-artifact", bytes("a"));
        assertRefused("artifact.not-an-artifact", bytes("versions of a note"));
        assertRefused("artifact.not-an-artifact", bytes("x".repeat(511)));
        assertRefused("artifact.not-an-artifact", bytes("PK\3\4"));
        assertRefused("artifact.not-an-artifact", bytes("x".repeat(2000)));
        assertRefused("artifact.not-an-artifact", compressed(Compression.GZIP, new byte[1_000_000]));
        assertRefused(
                "artifact.not-an-artifact", new Tar().file("README", "hello").end());
        assertRefused("artifact.not-an-artifact", withVersion("{\"format\":\"other\",\"version\":3}"));
        assertRefused("artifact.not-an-artifact", withVersion("{}"));
        assertRefused("artifact.malformed-header", withVersion("x"));
        assertRefused("artifact.not-an-artifact", new byte[1024]);
        for (String version : new String[] {"1", "4", "2.5", "\"3\"", "null", "-3", "3e9"}) {
            assertRefused(
                    "artifact.version-unsupported", withVersion("{\"format\":\"mender\",\"version\":" + version + "}"));
        }
    }

    @Test
    void any_other_order_is_refused() {
        Map<String, byte[]> good = parts(Compression.NONE);
        List<String> names = List.copyOf(good.keySet());
        good.put("manifest", bytes(manifest(good)));

        for (int a = 0; a < names.size(); a++) {
            for (int b = a + 1; b < names.size(); b++) {
                var order = new java.util.ArrayList<>(names);
                java.util.Collections.swap(order, a, b);
                Map<String, byte[]> swapped = new LinkedHashMap<>();
                order.forEach(name -> swapped.put(name, good.get(name)));
                assertThat(catchThrowableOfType(ArtifactRefused.class, () -> read(build(swapped)))
                                .code())
                        .as("%s", order)
                        .isIn("artifact.wrong-order", "artifact.not-an-artifact");
            }
        }
    }

    @Test
    void every_part_is_needed_and_no_other_has_a_place() {
        Map<String, byte[]> good = parts(Compression.NONE);
        good.put("manifest", bytes(manifest(good)));
        for (String name : List.copyOf(good.keySet())) {
            Map<String, byte[]> less = new LinkedHashMap<>(good);
            less.remove(name);
            assertThat(catchThrowable(() -> read(build(less)))).as(name).isInstanceOf(ArtifactRefused.class);
        }
        Map<String, byte[]> more = new LinkedHashMap<>(good);
        more.put("data/0001.tar", new Tar().file("f.bin", PAYLOAD).end());

        assertRefused("artifact.unexpected-entry", build(more));
        assertRefused(
                "artifact.unexpected-entry",
                outer(good).file("version", Artifacts.VERSION).end());
    }

    @Test
    void the_manifest_is_a_promise_in_both_directions() {
        Map<String, byte[]> parts = parts(Compression.NONE);
        String manifest = manifest(parts);

        assertRefused("artifact.missing-entry", withManifest(parts, manifest + line("data/0000/g.bin", PAYLOAD)));
        assertRefused("artifact.missing-entry", withManifest(parts, manifest + line("other", PAYLOAD)));
        for (String name : new String[] {"version", "header.tar", "data/0000/f.bin"}) {
            String without = manifest.replaceAll("(?m)^.{64}  " + name + "\n", "");
            assertRefused("artifact.not-in-manifest", withManifest(parts, without));
            String wrong = without + line(name, bytes("other"));
            assertRefused("artifact.checksum-mismatch", withManifest(parts, wrong));
        }
        assertRefused("artifact.duplicate-entry", withManifest(parts, manifest + line("version", PAYLOAD)));
        assertRefused("artifact.malformed-manifest", withManifest(parts, manifest + "x\n"));
        assertRefused("artifact.malformed-manifest", withManifest(parts, manifest.toUpperCase(java.util.Locale.ROOT)));
        assertRefused("artifact.malformed-manifest", withManifest(parts, manifest.replace("  ", " ")));
        assertRefused("artifact.path-traversal", withManifest(parts, manifest + line("data/0000/../x", PAYLOAD)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../f.bin",
                "/f.bin",
                "/etc/passwd",
                "a/../../f.bin",
                "./f.bin",
                "a//b",
                "..",
                ".",
                "a/",
                "a\\b",
                "..\\f.bin",
                "f\n.bin",
                "f\u007f"
            })
    void a_name_that_leaves_its_folder_is_refused(String name) {
        assertRefused("artifact.path-traversal", withPayload(new Tar().file(name, PAYLOAD)));
        assertRefused(
                "artifact.path-traversal",
                withPayload(new Tar().extended("path", name).file("f.bin", PAYLOAD)));
        assertRefused("artifact.path-traversal", withHeader(header().file(name, "x")));
    }

    @Test
    void payload_files_have_plain_names() {
        assertRefused("artifact.path-traversal", withPayload(new Tar().file("sub/f.bin", PAYLOAD)));
    }

    @ParameterizedTest
    @ValueSource(chars = {'1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'g', 'S', 'Z'})
    void links_devices_folders_and_everything_else_that_is_no_file_is_refused(char type) {
        assertRefused("artifact.entry-not-a-file", withPayload(new Tar().entry(type, "f.bin", 0, new byte[0])));
        assertRefused("artifact.entry-not-a-file", withHeader(header().entry(type, "scripts/x", 0, new byte[0])));
        assertRefused(
                "artifact.entry-not-a-file",
                new Tar().entry(type, "version", 0, new byte[0]).end());
    }

    @Test
    void payloads_contain_what_the_manifest_says_once() {
        assertRefused(
                "artifact.not-in-manifest",
                withPayload(new Tar().file("f.bin", PAYLOAD).file("g.bin", PAYLOAD)));
        assertRefused(
                "artifact.duplicate-entry",
                withPayload(new Tar().file("f.bin", PAYLOAD).file("f.bin", PAYLOAD)));
        assertRefused("artifact.checksum-mismatch", withPayload(new Tar().file("f.bin", "hellO\n")));
        assertRefused("artifact.checksum-mismatch", withPayload(new Tar().file("f.bin", "")));
        assertRefused("artifact.missing-entry", withPayload(new Tar()));
        assertRefused("artifact.truncated", withPayload(new Tar().entry('0', "f.bin", 1L << 33, PAYLOAD)));
    }

    @Test
    void extended_headers_carry_long_names_and_large_sizes() throws Exception {
        String name = "ä".repeat(120) + ".bin";
        Map<String, byte[]> parts = parts(Compression.NONE);
        parts.put(
                "data/0000.tar",
                new Tar().extended("path", name).file("short", PAYLOAD).end());
        String manifest = manifest(parts).replace("f.bin", name);

        ArtifactInfo info = read(withManifest(parts, manifest));

        assertThat(info.updates().getFirst().files().getFirst().name()).isEqualTo(name);
        assertRefused(
                "artifact.truncated",
                withPayload(new Tar().extended("size", "9999999999").file("f.bin", PAYLOAD)));
        assertRefused(
                "artifact.not-an-artifact",
                withPayload(new Tar().extended("size", "-1").file("f.bin", PAYLOAD)));
        assertRefused("artifact.not-an-artifact", withPayload(new Tar().entry('x', "p", 3, bytes("99 "))));
        assertRefused("artifact.too-large", withPayload(new Tar().entry('x', "p", 70_000, new byte[70_000])));
    }

    @Test
    void headers_have_one_form() {
        String info = Artifacts.INFO;
        Tar typeFirst = new Tar().file("headers/0000/type-info", "{}").file("header-info", info);
        assertRefused("artifact.wrong-order", withHeader(typeFirst));
        assertRefused("artifact.missing-entry", withHeader(new Tar()));
        assertRefused("artifact.missing-entry", withHeader(new Tar().file("header-info", info)));
        assertRefused("artifact.duplicate-entry", withHeader(header().file("headers/0000/type-info", "{}")));
        assertRefused("artifact.duplicate-entry", withHeader(header().file("header-info", info)));
        assertRefused("artifact.missing-entry", withHeader(header().file("headers/0001/type-info", "{}")));
        assertRefused("artifact.unexpected-entry", withHeader(header().file("headers/0002/type-info", "{}")));
        assertRefused("artifact.unexpected-entry", withHeader(header().file("README", "{}")));
        assertRefused("artifact.wrong-order", withHeader(header().file("scripts/x", "")));
        Tar twice = new Tar().file("header-info", info).file("scripts/x", "").file("scripts/x", "");
        assertRefused("artifact.duplicate-entry", withHeader(twice));
        Tar metadataTwice = header().file("headers/0000/meta-data", "").file("headers/0000/meta-data", "{}");
        assertRefused("artifact.duplicate-entry", withHeader(metadataTwice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{\"payloads\":[]}",
                "{\"payloads\":{}}",
                "{\"payloads\":[1]}",
                "{\"payloads\":[{\"type\":1}]}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":1}}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":\"\"},\"artifact_depends\":{\"device_type\":[\"X\"]}}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":\"a\"}}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":\"a\"},\"artifact_depends\":{\"device_type\":[]}}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":\"a\"},\"artifact_depends\":{\"device_type\":[1]}}",
                "{\"payloads\":[{}],\"artifact_provides\":{\"artifact_name\":\"\\u0000\"}}",
                "{\"payloads\":[{}],\"payloads\":[{}]}"
            })
    void a_header_info_that_says_too_little_or_nonsense_is_refused(String info) {
        Tar header = new Tar().file("header-info", info).file("headers/0000/type-info", "{}");

        assertRefused("artifact.malformed-header", withHeader(header));
    }

    @Test
    void header_and_payloads_are_merged_and_the_headers_own_names_win() throws Exception {
        Tar header = new Tar()
                .file(
                        "header-info",
                        "{\"payloads\":[{\"type\":null}],\"artifact_provides\":{\"artifact_name\":\"rel\","
                                + "\"artifact_group\":\"g\"},\"artifact_depends\":{\"device_type\":\"X\",\"artifact_name\":[\"o1\",\"o2\"]}}")
                .file("scripts/ArtifactInstall_Enter_00", "#!/bin/sh")
                .file(
                        "headers/0000/type-info",
                        "{\"type\":\"x\",\"artifact_provides\":{\"artifact_name\":\"evil\",\"p\":\"1\"},"
                                + "\"artifact_depends\":{\"device_type\":[\"Y\"],\"k\":\"v\"},\"clears_artifact_provides\":[\"p.*\"]}")
                .file("headers/0000/meta-data", "{\"a\":[1]}");

        ArtifactInfo info = read(withHeader(header));

        assertThat(info.name()).isEqualTo("rel");
        assertThat(info.group()).hasValue("g");
        assertThat(info.provides()).isEqualTo(Map.of("artifact_name", "rel", "artifact_group", "g", "p", "1"));
        assertThat(info.depends())
                .isEqualTo(
                        Map.of("device_type", List.of("X"), "artifact_name", List.of("o1", "o2"), "k", List.of("v")));
        assertThat(info.clearsProvides()).containsExactly("p.*");
        assertThat(info.updates().getFirst().type()).isEqualTo(Optional.empty());
        assertThat(info.updates().getFirst().metadata().canonical()).isEqualTo("{\"a\":[1]}");
    }

    @Test
    void bombs_are_refused_before_they_burst() {
        byte[] zeros = new byte[48 << 20];
        Map<String, byte[]> ratio = parts(Compression.GZIP);
        ratio.put(
                "data/0000.tar.gz",
                compressed(Compression.GZIP, new Tar().file("f.bin", zeros).end()));
        Map<String, byte[]> header = parts(Compression.XZ);
        header.put(
                "header.tar.xz",
                compressed(
                        Compression.XZ,
                        new Tar()
                                .file("header-info", Artifacts.INFO)
                                .file("scripts/x", new byte[2 << 20])
                                .end()));
        Map<String, byte[]> total = parts(Compression.ZSTD);
        total.put(
                "data/0000.tar.zst",
                compressed(Compression.ZSTD, new Tar().file("f.bin", zeros).end()));
        Tar crowd = new Tar().file("header-info", Artifacts.INFO);
        for (int i = 0; i < 200; i++) {
            crowd.file("scripts/s" + i, "");
        }

        assertRefused("artifact.too-large", build(ratio));
        assertRefused("artifact.too-large", build(header));
        assertRefused("artifact.too-large", build(total));
        assertRefused("artifact.too-many-entries", withHeader(crowd));
        assertRefused("artifact.too-large", withPayload(new Tar().file("f.bin", new byte[5 << 20])));
        assertRefused("artifact.too-large", withVersion(" ".repeat(2000) + Artifacts.VERSION));
        assertRefused("artifact.too-large", withHeader(new Tar().entry('0', "header-info", 1L << 32, new byte[0])));
    }

    @Test
    void an_unknown_compression_is_named() {
        Map<String, byte[]> parts = parts(Compression.NONE);
        Map<String, byte[]> lz4 = new LinkedHashMap<>();
        parts.forEach((name, content) -> lz4.put(name.replace("header.tar", "header.tar.lz4"), content));

        assertRefused("artifact.compression-unsupported", build(lz4));
    }

    @Test
    void a_part_that_is_not_what_its_name_says_is_corrupt() {
        for (Compression compression : new Compression[] {Compression.GZIP, Compression.XZ, Compression.ZSTD}) {
            Map<String, byte[]> parts = parts(compression);
            parts.put(
                    "data/0000." + endOf(compression),
                    new Tar().file("f.bin", PAYLOAD).end());
            assertRefused("artifact.corrupt", build(parts));
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void a_failing_connection_is_not_a_broken_artifact(Compression compression) {
        byte[] artifact = build(parts(compression));
        IOException reset = new IOException("connection reset");
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw reset;
            }
        };
        for (int length = 0; length < artifact.length; length += 512) {
            InputStream in = new SequenceInputStream(new ByteArrayInputStream(artifact, 0, length), failing);
            assertThatThrownBy(() -> ArtifactReader.read(in, LIMITS)).isSameAs(reset);
        }
    }

    private static byte[] withVersion(String version) {
        Map<String, byte[]> parts = parts(Compression.NONE);
        parts.put("version", bytes(version));
        return build(parts);
    }

    private static byte[] withManifest(Map<String, byte[]> parts, String manifest) {
        Map<String, byte[]> changed = new LinkedHashMap<>(parts);
        changed.put("manifest", bytes(manifest));
        return build(changed);
    }

    private static byte[] joined(byte[]... pieces) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return joined(new byte[][] {first, second});
    }

    private static void assertRefused(String code, byte[] artifact) {
        ArtifactRefused refusal = catchThrowableOfType(ArtifactRefused.class, () -> read(artifact));
        assertThat(refusal).as("a refusal with code %s", code).isNotNull();
        assertThat(refusal.code()).as(refusal.sentence()).isEqualTo(code);
        assertThat(refusal.sentence()).isNotBlank();
    }
}
