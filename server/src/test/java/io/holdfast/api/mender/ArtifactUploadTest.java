package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.json.Json;
import io.holdfast.release.ArtifactKeys;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageLimits;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.token.TokenKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Artifacts made by the real mender-artifact, whole and broken, sent as mender-cli sends them. */
class ArtifactUploadTest {
    private static final String ARTIFACTS = "/api/management/v1/deployments/artifacts";
    private static final String LIMIT = "/api/management/v1/deployments/limits/storage";
    private static final String KEYS = "/api/management/v1/deployments/signing_keys";
    private static final String BOUNDARY = "c0ffee";

    @TempDir
    private static Path workshop;

    private static byte[] whole = new byte[0];

    private final SmallFleet fleet = SmallFleet.fresh();
    private final StorageLimits limits = new StorageLimits(fleet.transactions());
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private Optional<ControlHttp> http = Optional.empty();

    @BeforeAll
    static void make_an_artifact() throws Exception {
        boolean installed = Files.isExecutable(Path.of("/usr/bin/mender-artifact"));
        if (!installed && "1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            throw new AssertionError("HOLDFAST_REQUIRE_CLIENTS=1 and mender-artifact is not installed");
        }
        if (!installed) {
            System.err.println("SKIPPED: mender-artifact is not installed, so uploads of its artifacts are not tested");
        }
        Assumptions.assumeTrue(installed, "mender-artifact is not installed");
        byte[] payload = new byte[200_000];
        new Random(1).nextBytes(payload);
        Path file = Files.write(workshop.resolve("payload"), payload);
        Path artifact = workshop.resolve("rel.mender");
        Process tool = new ProcessBuilder(
                        "mender-artifact",
                        "write",
                        "module-image",
                        "-T",
                        "single-file",
                        "-n",
                        "rel",
                        "-t",
                        "X",
                        "-t",
                        "Y",
                        "-f",
                        file.toString(),
                        "-o",
                        artifact.toString())
                .redirectErrorStream(true)
                .redirectOutput(workshop.resolve("log").toFile())
                .start();
        assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(tool.exitValue()).isZero();
        whole = Files.readAllBytes(artifact);
    }

    @BeforeEach
    void listen() throws IOException {
        DiskBlobStore blobs = DiskBlobStore.open(data);
        Releases releases = new Releases(fleet.transactions());
        TokenKey key = new TokenKey(1, new byte[32]);
        DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());
        http = Optional.of(new ControlHttp(
                Stream.concat(
                                new ReleaseRoutes(releases, new ArtifactUpload(blobs, releases), blobs, links)
                                        .routes().stream(),
                                new ArtifactSettingsRoutes(limits, new ArtifactKeys(fleet.transactions()))
                                        .routes().stream())
                        .toList(),
                token -> new Authenticator.Outcome.SignedIn(fleet.caller())));
    }

    @AfterEach
    void close() {
        http.ifPresent(ControlHttp::close);
        client.close();
        fleet.close();
    }

    @Test
    void a_whole_artifact_is_stored_byte_for_byte_and_shown_with_its_contents() throws IOException {
        HttpResponse<String> made = upload(form(part("size", "200000"), part("description", "né"), artifact(whole)));

        assertThat(made.statusCode()).isEqualTo(201);
        String path = made.headers().firstValue("Location").orElse("");
        assertThat(path).startsWith(ARTIFACTS + "/");
        assertThat(blobs()).hasSize(1);
        assertThat(Files.readAllBytes(blobs().getFirst())).isEqualTo(whole);
        JsonNode shown = Json.tree(get(path).body());
        assertThat(shown.path("name").asString()).isEqualTo("rel");
        assertThat(shown.path("description").asString()).isEqualTo("né");
        assertThat(shown.path("size").asLong()).isEqualTo(whole.length);
        assertThat(shown.path("device_types_compatible").toString()).isEqualTo("[\"X\",\"Y\"]");
        assertThat(shown.path("info").toString()).isEqualTo("{\"format\":\"mender\",\"version\":3}");
        JsonNode update = shown.path("updates").get(0);
        assertThat(update.path("type_info").path("type").asString()).isEqualTo("single-file");
        assertThat(update.path("files").get(0).path("size").asInt()).isEqualTo(200_000);
        assertThat(update.path("files").get(0).path("checksum").asString()).hasSize(64);
        assertThat(shown.path("artifact_provides").path("artifact_name").asString())
                .isEqualTo("rel");
        assertThat(shown.path("artifact_depends").path("device_type").toString())
                .isEqualTo("[\"X\",\"Y\"]");
        assertThat(Json.tree(get(path + "/download").body()).path("uri").asString())
                .contains(DownloadLinks.PATH);
        assertThat(Json.tree(get(ARTIFACTS).body())).hasSize(1);
    }

    @Test
    void the_same_again_is_409_and_stores_nothing_more() throws IOException {
        upload(form(artifact(whole)));

        HttpResponse<String> again = upload(form(artifact(whole)));

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("artifact.taken");
        assertThat(blobs()).hasSize(1);
        assertThat(fleet.database().number("select count(*) from artifact")).isEqualTo(1);
    }

    @Test
    void a_deleted_artifact_takes_its_blob_with_it() throws IOException {
        String path =
                upload(form(artifact(whole))).headers().firstValue("Location").orElse("");

        assertThat(send("DELETE", path, new byte[0], "text/plain").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", path, new byte[0], "text/plain").statusCode()).isEqualTo(404);
        assertThat(blobs()).isEmpty();
    }

    @Test
    void a_truncated_artifact_is_400_wherever_it_ends() throws IOException {
        for (int length = 0; length < whole.length - 1024; length += whole.length / 16) {
            assertRefused(upload(form(artifact(Arrays.copyOf(whole, length)))), "artifact.");
        }
    }

    @Test
    void a_damaged_artifact_is_400_wherever_it_is_damaged() throws IOException {
        // From the manifest to the middle of the payload; the padding of tar entries is nobody's.
        for (int at : new int[] {1024 + 512 + 10, whole.length / 4, whole.length / 2, whole.length * 3 / 4}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            assertRefused(upload(form(artifact(damaged))), "artifact.");
        }
    }

    @Test
    void what_is_no_artifact_is_400() throws IOException {
        byte[] followed = Arrays.copyOf(whole, whole.length + 600);
        Arrays.fill(followed, whole.length, followed.length, (byte) 'x');

        assertRefused(upload(form(artifact("no artifact at all".getBytes(StandardCharsets.UTF_8)))), "artifact.");
        assertRefused(upload(form(artifact(new byte[100_000]))), "artifact.");
        assertRefused(upload(form(artifact(followed))), "artifact.trailing-data");
    }

    @Test
    void a_broken_form_is_400() throws IOException {
        byte[] good = form(artifact(whole));

        assertRefused(upload(form(part("description", "alone"))), "artifact.missing");
        assertRefused(upload(form()), "");
        assertRefused(upload(Arrays.copyOf(good, good.length / 2)), "");
        assertRefused(upload("no form".getBytes(StandardCharsets.UTF_8)), "");
        assertRefused(send("POST", ARTIFACTS, good, "application/json"), "form.malformed");
        assertRefused(send("POST", ARTIFACTS, good, "multipart/form-data"), "form.malformed");
        assertRefused(upload(form(part("artifact_id", "x"), artifact(whole))), "artifact.id-malformed");
        assertRefused(upload(form(part("description", "x".repeat(4097)), artifact(whole))), "form.field-too-long");
        assertRefused(upload(form(part("description", "a\0b"), artifact(whole))), "request.text-not-storable");
    }

    @Test
    void a_description_is_changed_and_one_that_cannot_be_stored_is_400() throws IOException {
        String path =
                upload(form(artifact(whole))).headers().firstValue("Location").orElse("");

        for (String body : List.of("{\"description\":\"a\\u0000\"}", "{\"description\":1}", "{}", "x")) {
            assertThat(put(path, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(put(path, "{\"description\":\"other\"}").statusCode()).isEqualTo(204);
        assertThat(Json.tree(get(path).body()).path("description").asString()).isEqualTo("other");
        assertThat(get(ARTIFACTS + "?name=%00").statusCode()).isEqualTo(400);
        assertThat(get(ARTIFACTS + "/list?name=%00").statusCode()).isEqualTo(400);
    }

    @Test
    void an_upload_beyond_the_storage_limit_is_413_leaves_nothing_and_one_that_fits_is_stored() throws IOException {
        assertThat(get(LIMIT).body()).isEqualTo("{\"limit\":0,\"usage\":0}");
        limits.set(fleet.tenant(), StorageLimit.atMost(whole.length - 1));

        HttpResponse<String> refused = upload(form(artifact(whole)));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(code(refused)).isEqualTo("storage.limit-reached");
        assertThat(blobs()).isEmpty();
        assertThat(fleet.database().number("select count(*) from storage_reservation"))
                .isZero();

        limits.set(fleet.tenant(), StorageLimit.atMost(whole.length));
        assertThat(upload(form(artifact(whole))).statusCode()).isEqualTo(201);
        assertThat(get(LIMIT).body()).isEqualTo("{\"limit\":" + whole.length + ",\"usage\":" + whole.length + "}");
        assertThat(fleet.database().number("select count(*) from storage_reservation"))
                .isZero();
    }

    @Test
    void a_broken_upload_under_a_limit_gives_its_room_back() throws IOException {
        limits.set(fleet.tenant(), StorageLimit.atMost(whole.length));

        assertRefused(upload(form(artifact(Arrays.copyOf(whole, whole.length / 2)))), "artifact.");
        assertThat(fleet.database().number("select count(*) from storage_reservation"))
                .isZero();
    }

    @Test
    void signing_keys_are_added_listed_and_removed() throws Exception {
        java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String pem = "-----BEGIN PUBLIC KEY-----\\n"
                + java.util.Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\\n-----END PUBLIC KEY-----\\n";
        String body = "{\"name\":\"ci\",\"pubkey\":\"" + pem + "\"}";

        String key = post(KEYS, body).headers().firstValue("Location").orElse("");

        JsonNode listed = Json.tree(get(KEYS).body());
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("name").asString()).isEqualTo("ci");
        assertThat(listed.get(0).path("algorithm").asString()).isEqualTo("ecdsa");
        assertThat(listed.get(0).path("fingerprint").asString()).hasSize(64);
        assertThat(code(post(KEYS, body))).isEqualTo("signing-key.known");
        for (String broken : List.of(
                "{}",
                "x",
                "{\"name\":\" \",\"pubkey\":\"" + pem + "\"}",
                "{\"name\":\"a\",\"pubkey\":\"x\"}",
                "{\"name\":\"\\u0000\",\"pubkey\":\"" + pem + "\"}")) {
            assertThat(post(KEYS, broken).statusCode()).as(broken).isEqualTo(400);
        }
        assertThat(send("DELETE", key, new byte[0], "text/plain").statusCode()).isEqualTo(204);
        assertThat(code(send("DELETE", key, new byte[0], "text/plain"))).isEqualTo("signing-key.unknown");
        assertThat(code(send("DELETE", KEYS + "/x", new byte[0], "text/plain"))).isEqualTo("signing-key.unknown");
    }

    private HttpResponse<String> post(String path, String body) {
        return send("POST", path, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private void assertRefused(HttpResponse<String> answer, String code) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(code(answer)).startsWith(code).isNotEmpty();
        assertThat(Json.tree(answer.body()).path("request_id").asString()).isNotEmpty();
        assertThat(blobs()).isEmpty();
        assertThat(fleet.database().number("select count(*) from artifact")).isZero();
        assertThat(fleet.database().number("select count(*) from artifact_device_type"))
                .isZero();
    }

    private static String code(HttpResponse<String> answer) {
        return Json.tree(answer.body()).path("code").asString("");
    }

    /** Files of the store, finished or not. */
    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static byte[] part(String name, String value) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] artifact(byte[] content) {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a.mender\"\r\n"
                                + "Content-Type: application/octet-stream\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        part.writeBytes(content);
        part.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return part.toByteArray();
    }

    private static byte[] form(byte[]... parts) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            form.writeBytes(part);
        }
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return form.toByteArray();
    }

    private HttpResponse<String> upload(byte[] form) {
        return send("POST", ARTIFACTS, form, "multipart/form-data; boundary=" + BOUNDARY);
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, new byte[0], "text/plain");
    }

    private HttpResponse<String> put(String path, String body) {
        return send("PUT", path, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private HttpResponse<String> send(String method, String path, byte[] body, String type) {
        URI url = http.orElseThrow().url().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .headers("Authorization", "Bearer mine", "Content-Type", type)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }
}
