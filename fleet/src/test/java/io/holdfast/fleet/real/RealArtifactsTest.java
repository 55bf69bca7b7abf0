package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.holdfast.fleet.real.MenderArtifact.Compression;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Artifacts as Debian's mender-artifact packs and signs them: what the server shows of each, and what real devices make of them. */
class RealArtifactsTest {
    private static final String KEYS = "/api/management/v1/deployments/signing_keys";

    /** How an artifact is signed; the words are the API's. */
    private enum Signature {
        NONE,
        RSA,
        ECDSA;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Cell(Compression compression, Signature signature) {
        String release() {
            return "made-" + compression.name() + "-" + signature.name();
        }
    }

    private static Map<Signature, OpensslKeys> keys = Map.of();

    private final Workbench bench = Workbench.open();

    @BeforeAll
    static void makeKeysAndUploadEveryCell() {
        Workbench bench = Workbench.open();
        Path folder = bench.artifacts("signed").folder();
        keys = Map.of(Signature.RSA, OpensslKeys.rsa(folder), Signature.ECDSA, OpensslKeys.ecdsa(folder));
        keys.forEach((signature, pair) -> bench.api()
                .post(KEYS, Map.of("name", "builds " + signature.word(), "pubkey", pair.publicPem()))
                .expect(201));
        cells().forEach(cell -> bench.api().uploadArtifact(made(bench, cell).copying(cell.release(), Workbench.TYPE)));
    }

    private static MenderArtifact made(Workbench bench, Cell cell) {
        MenderArtifact artifacts = bench.artifacts(cell.release()).packed(cell.compression());
        return Optional.ofNullable(keys.get(cell.signature()))
                .map(pair -> artifacts.signedWith(pair.privateKey()))
                .orElse(artifacts);
    }

    static Stream<Cell> cells() {
        return Stream.of(Compression.values())
                .flatMap(compression ->
                        Stream.of(Signature.values()).map(signature -> new Cell(compression, signature)));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void every_compression_and_signature_is_read_and_the_signature_is_judged(Cell cell) {
        JsonNode shown = bench.api()
                .get("/api/management/v1/deployments/artifacts?name=" + cell.release())
                .expect(200)
                .json()
                .path(0);

        assertThat(shown.path("name").asString()).isEqualTo(cell.release());
        assertThat(shown.path("updates")
                        .path(0)
                        .path("files")
                        .path(0)
                        .path("name")
                        .asString())
                .isEqualTo(cell.release());
        assertThat(shown.path("updates")
                        .path(0)
                        .path("files")
                        .path(0)
                        .path("size")
                        .asInt())
                .isEqualTo(64 * 1024);
        assertThat(shown.path("signed").asBoolean()).isEqualTo(cell.signature() != Signature.NONE);
        assertThat(shown.path("signature").path("algorithm").asString(""))
                .isEqualTo(
                        cell.signature() == Signature.NONE
                                ? ""
                                : cell.signature().word());
        assertThat(shown.path("signature").path("verified_by").findValuesAsString("name"))
                .isEqualTo(
                        cell.signature() == Signature.NONE
                                ? List.of()
                                : List.of("builds " + cell.signature().word()));
    }

    @Test
    @Execution(CONCURRENT)
    void a_device_without_a_key_installs_every_compression() {
        try (RealDevice device = bench.device("unsigned")) {
            installsEveryCompression(device, Signature.NONE);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_device_with_an_rsa_key_installs_what_was_signed_with_it_and_nothing_else() {
        try (RealDevice device = bench.deviceRequiring(publicKey(Signature.RSA), "wants-rsa")) {
            String id = installsEveryCompression(device, Signature.RSA);
            refuses(device, id, new Cell(Compression.GZIP, Signature.NONE));
            refuses(device, id, new Cell(Compression.GZIP, Signature.ECDSA));
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_device_with_an_ecdsa_key_installs_what_was_signed_with_it_and_nothing_else() {
        try (RealDevice device = bench.deviceRequiring(publicKey(Signature.ECDSA), "wants-ecdsa")) {
            String id = installsEveryCompression(device, Signature.ECDSA);
            refuses(device, id, new Cell(Compression.NONE, Signature.RSA));
        }
    }

    private static Path publicKey(Signature signature) {
        return Optional.ofNullable(keys.get(signature)).orElseThrow().publicKey();
    }

    private String installsEveryCompression(RealDevice device, Signature signature) {
        String id = bench.accept(device);
        for (Compression compression : Compression.values()) {
            Cell cell = new Cell(compression, signature);
            bench.eventuallyIs("success", bench.deploy(cell.release(), id), id, device);
            assertThat(device.installFolder().resolve(cell.release())).hasSize(64 * 1024);
        }
        return id;
    }

    private void refuses(RealDevice device, String id, Cell cell) {
        String deployment = bench.deploy(cell.release(), id);
        bench.eventuallyIs("failure", deployment, id, device);
        assertThat(device.installFolder().resolve(cell.release())).doesNotExist();
        bench.eventually(
                "the log says why",
                device,
                () -> bench.deployments().log(deployment, id).body().contains("signature"));
    }
}
