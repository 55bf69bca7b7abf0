package io.holdfast.wire.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real mender-artifact writes is read. */
class MenderArtifactToolTest {
    @TempDir
    Path directory;

    @BeforeEach
    void the_tool_is_installed() {
        requireTool();
    }

    /** Skips the test, loudly, where the tool is not installed. */
    static void requireTool() {
        boolean installed = List.of("/usr/bin", "/usr/local/bin").stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "mender-artifact")));
        if (!installed && "1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            fail("HOLDFAST_REQUIRE_CLIENTS=1 and mender-artifact is not installed");
        }
        if (!installed) {
            System.err.println("SKIPPED: mender-artifact is not installed, so its artifacts are not tested");
        }
        Assumptions.assumeTrue(installed, "mender-artifact is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lzma"})
    void a_module_image_in_every_compression_of_the_tool(String compression) throws Exception {
        Path payload = payload("p.bin", 300_000);
        Path second = payload("q.bin", 5);
        Path metadata = Files.writeString(directory.resolve("meta.json"), "{\"a\":[1]}");
        Path script = Files.writeString(directory.resolve("ArtifactInstall_Enter_00"), "#!/bin/sh\n");

        Path artifact = write(
                "module-image",
                "-T",
                "single-file",
                "-t",
                "X",
                "-t",
                "Y",
                "-n",
                "rel",
                "-f",
                payload.toString(),
                "-f",
                second.toString(),
                "-m",
                metadata.toString(),
                "-s",
                script.toString(),
                "-d",
                "k:v",
                "-p",
                "p:w",
                "-g",
                "grp",
                "-G",
                "dg",
                "-N",
                "old",
                "--compression",
                compression);
        ArtifactInfo info = read(artifact);

        assertThat(info.name()).isEqualTo("rel");
        assertThat(info.group()).hasValue("grp");
        assertThat(info.deviceTypes()).containsExactly("X", "Y");
        assertThat(info.version()).isEqualTo(3);
        assertThat(info.size()).isEqualTo(Files.size(artifact));
        assertThat(info.provides())
                .isEqualTo(Map.of(
                        "artifact_name",
                        "rel",
                        "artifact_group",
                        "grp",
                        "p",
                        "w",
                        "rootfs-image.single-file.version",
                        "rel"));
        assertThat(info.depends())
                .isEqualTo(Map.of(
                        "device_type",
                        List.of("X", "Y"),
                        "artifact_name",
                        List.of("old"),
                        "artifact_group",
                        List.of("dg"),
                        "k",
                        List.of("v")));
        assertThat(info.clearsProvides()).containsExactly("rootfs-image.single-file.*");
        ArtifactUpdate update = info.updates().getFirst();
        assertThat(update.type()).hasValue("single-file");
        assertThat(update.metadata().canonical()).isEqualTo("{\"a\":[1]}");
        assertThat(update.files()).extracting(ArtifactFile::name).containsExactly("p.bin", "q.bin");
        assertThat(update.files()).extracting(ArtifactFile::size).containsExactly(300_000L, 5L);
        assertThat(update.files().getFirst().checksum())
                .isEqualTo(Artifacts.line("", Files.readAllBytes(payload)).substring(0, 64));
    }

    @Test
    void a_root_file_system_and_a_bootstrap_artifact() throws Exception {
        Path image = payload("rootfs.ext4", 1 << 20);

        ArtifactInfo rootfs = read(write("rootfs-image", "-t", "X", "-n", "rfs", "-f", image.toString()));
        ArtifactInfo bootstrap = read(write("bootstrap-artifact", "-t", "X", "-n", "boot"));

        assertThat(rootfs.updates().getFirst().type()).hasValue("rootfs-image");
        assertThat(rootfs.provides()).containsEntry("rootfs-image.version", "rfs");
        assertThat(bootstrap.updates().getFirst().type()).isEqualTo(Optional.empty());
        assertThat(bootstrap.updates().getFirst().files()).isEmpty();
    }

    @Test
    void an_augmented_artifact_adds_and_never_changes() throws Exception {
        Path payload = payload("p.bin", 100);
        Path more = payload("more.bin", 50);

        ArtifactInfo info = read(write(
                "module-image",
                "-T",
                "m",
                "-t",
                "X",
                "-n",
                "rel",
                "-f",
                payload.toString(),
                "--augment-file",
                more.toString(),
                "--augment-type",
                "m",
                "--augment-provides",
                "a:b",
                "--augment-depends",
                "c:d"));

        assertThat(info.updates().getFirst().files())
                .extracting(ArtifactFile::name)
                .containsExactly("p.bin", "more.bin");
        assertThat(info.provides()).containsEntry("a", "b");
        assertThat(info.depends()).containsEntry("c", List.of("d"));
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, genrsa -traditional -out KEY 2048",
        "RSA, genrsa -traditional -out KEY 4096",
        "ECDSA, ecparam -name prime256v1 -genkey -noout -out KEY"
    })
    void a_signature_is_told_by_its_kind_and_verified_by_its_key_alone(
            ManifestSignature.Algorithm algorithm, String openssl) throws Exception {
        Path key = keyPair("own", openssl);
        SigningKey own = publicHalf(key, algorithm);
        SigningKey other = publicHalf(keyPair("other", openssl), algorithm);
        Path payload = payload("p.bin", 100);

        ManifestSignature signature = read(write(
                        "module-image",
                        "-T",
                        "m",
                        "-t",
                        "X",
                        "-n",
                        "rel",
                        "-f",
                        payload.toString(),
                        "-k",
                        key.toString()))
                .signature()
                .orElseThrow();
        ManifestSignature elsewhere =
                new ManifestSignature(signature.manifestSha256().replace('a', 'b'), signature.base64());

        assertThat(signature.algorithm()).isEqualTo(algorithm);
        assertThat(own.algorithm()).isEqualTo(algorithm);
        assertThat(own.verifies(signature)).isTrue();
        assertThat(SigningKey.fromDer(own.der()).verifies(signature)).isTrue();
        assertThat(own.verifies(elsewhere)).isFalse();
        assertThat(other.verifies(signature)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "lzma"})
    void an_artifact_of_version_2_in_every_compression(String compression) throws Exception {
        Path image = payload("rootfs.ext4", 200_000);
        Path script = Files.writeString(directory.resolve("ArtifactInstall_Enter_00"), "#!/bin/sh\n");
        Path key = keyPair("own", "ecparam -name prime256v1 -genkey -noout -out KEY");

        ArtifactInfo info = read(write(
                "rootfs-image",
                "-v",
                "2",
                "-t",
                "X",
                "-t",
                "Y",
                "-n",
                "old",
                "-f",
                image.toString(),
                "-s",
                script.toString(),
                "-k",
                key.toString(),
                "--compression",
                compression));

        assertThat(info.version()).isEqualTo(2);
        assertThat(info.name()).isEqualTo("old");
        assertThat(info.deviceTypes()).containsExactly("X", "Y");
        assertThat(info.provides()).isEqualTo(Map.of("artifact_name", "old"));
        assertThat(info.depends()).isEqualTo(Map.of("device_type", List.of("X", "Y")));
        assertThat(info.updates().getFirst().type()).hasValue("rootfs-image");
        assertThat(info.updates().getFirst().files())
                .extracting(ArtifactFile::name)
                .containsExactly("rootfs.ext4");
        assertThat(publicHalf(key, ManifestSignature.Algorithm.ECDSA)
                        .verifies(info.signature().orElseThrow()))
                .isTrue();
    }

    private Path keyPair(String name, String openssl) throws Exception {
        Path key = directory.resolve(name + ".pem");
        run(List.of(("openssl " + openssl.replace("KEY", key.toString())).split(" ")));
        return key;
    }

    private SigningKey publicHalf(Path key, ManifestSignature.Algorithm algorithm) throws Exception {
        Path pub = Path.of(key + ".pub");
        String kind = algorithm == ManifestSignature.Algorithm.RSA ? "rsa" : "ec";
        run(List.of("openssl", kind, "-in", key.toString(), "-pubout", "-out", pub.toString()));
        return SigningKey.parse(Files.readString(pub));
    }

    private ArtifactInfo read(Path artifact) throws IOException {
        try (InputStream in = Files.newInputStream(artifact)) {
            return ArtifactReader.read(in, ArtifactLimits.standard());
        }
    }

    private Path payload(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(directory.resolve(name), content);
    }

    private Path write(String... arguments) throws Exception {
        Path artifact = Files.createTempFile(directory, "a", ".mender");
        List<String> command = new ArrayList<>(List.of("mender-artifact", "write"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-o", artifact.toString()));
        run(command);
        return artifact;
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    }
}
