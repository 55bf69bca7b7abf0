package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.api.Route;
import io.holdfast.platform.clock.Clock;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.release.Releases;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.SmallFleet;
import io.holdfast.testing.TinyArtifact;
import io.holdfast.wire.token.TokenKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that break off before, in and behind a whole artifact. */
class CutUploadTest {
    private static final String ARTIFACTS = "/api/management/v1/deployments/artifacts";
    private static final String BOUNDARY = "c0ffee";
    private static final byte[] ARTIFACT = TinyArtifact.of("rel", "X");

    private final SmallFleet fleet = SmallFleet.fresh();
    private final AtomicInteger ended = new AtomicInteger();

    @TempDir
    private Path data;

    private Optional<ControlHttp> http = Optional.empty();

    @BeforeEach
    void listen() throws IOException {
        DiskBlobStore blobs = DiskBlobStore.open(data);
        Releases releases = new Releases(fleet.transactions());
        TokenKey key = new TokenKey(1, new byte[32]);
        DownloadLinks links = new DownloadLinks(() -> key, id -> Optional.of(key), Clock.system());
        List<Route> routes = new ReleaseRoutes(releases, new ArtifactUpload(blobs, releases), blobs, links).routes();
        http = Optional.of(new ControlHttp(
                routes.stream().map(this::counted).toList(),
                token -> new Authenticator.Outcome.SignedIn(fleet.caller())));
    }

    private Route counted(Route route) {
        return new Route(route.method(), route.path(), route.policy(), route.body(), call -> {
            try {
                return route.handler().handle(call);
            } finally {
                ended.incrementAndGet();
            }
        });
    }

    @AfterEach
    void close() {
        http.ifPresent(ControlHttp::close);
        fleet.close();
    }

    @Test
    void a_form_that_ends_anywhere_before_its_end_is_400_and_leaves_nothing() throws IOException {
        for (int cut : cuts()) {
            String answer = answer(Arrays.copyOf(whole(), cut));

            assertThat(answer).as("cut at " + cut).startsWith("HTTP/1.1 400 ").contains("\"code\":");
            assertNothingKept();
        }
    }

    @Test
    void a_sender_who_goes_away_anywhere_leaves_nothing() throws IOException {
        int sent = 0;
        for (int cut : cuts()) {
            breakOff(head(whole().length), Arrays.copyOf(whole(), cut));
            sent++;
            int all = sent;
            Eventually.holds("the call has ended", () -> ended.get() == all);
            assertNothingKept();
        }
    }

    @Test
    void a_whole_form_in_a_body_that_is_cut_leaves_nothing() throws IOException {
        breakOff(head(whole().length + 1), whole());

        Eventually.holds("the call has ended", () -> ended.get() == 1);
        assertNothingKept();
    }

    @Test
    void what_follows_the_artifact_counts_too() throws IOException {
        byte[] twice = form(artifact(), artifact());
        byte[] longDescription = form(artifact(), part("description", "x".repeat(4097)));

        assertThat(answer(twice)).startsWith("HTTP/1.1 400 ").contains("artifact.several");
        assertThat(answer(longDescription)).startsWith("HTTP/1.1 400 ").contains("form.field-too-long");
        assertNothingKept();
    }

    @Test
    void a_whole_form_is_stored_whatever_else_is_in_it() throws IOException {
        byte[] padded = concat(whole(), "\r\n and what mail programs add".getBytes(StandardCharsets.UTF_8));
        byte[] flooded = concat(whole(), new byte[100_000]);

        assertThat(answer(flooded)).startsWith("HTTP/1.1 400 ").contains("form.malformed");
        assertNothingKept();
        assertThat(answer(padded)).startsWith("HTTP/1.1 201 ");
        assertThat(files()).hasSize(1);
        assertThat(fleet.database().number("select count(*) from artifact")).isEqualTo(1);
    }

    private void assertNothingKept() throws IOException {
        assertThat(files()).isEmpty();
        assertThat(fleet.database().number("select count(*) from artifact")).isZero();
        assertThat(fleet.database().number("select count(*) from audit_event")).isZero();
    }

    /** Files of the store, finished or not. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Before, in and behind every boundary, header and content. */
    private static List<Integer> cuts() {
        byte[] form = whole();
        String text = new String(form, StandardCharsets.ISO_8859_1);
        List<Integer> cuts = new ArrayList<>(List.of(0, 1));
        for (int at = text.indexOf("--" + BOUNDARY); at >= 0; at = text.indexOf("--" + BOUNDARY, at + 1)) {
            int behind = at + 2 + BOUNDARY.length();
            int content = text.indexOf("\r\n\r\n", at);
            for (int cut :
                    new int[] {at - 1, at, at + 1, at + 4, behind, behind + 1, behind + 20, content, content + 4}) {
                if (cut > 1 && cut < form.length - 2 && !cuts.contains(cut)) {
                    cuts.add(cut);
                }
            }
        }
        cuts.add(text.indexOf("filename") + 700);
        return cuts;
    }

    private static byte[] whole() {
        return form(part("description", "d"), artifact(), part("note", "n"));
    }

    private static byte[] part(String name, String value) {
        return ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] artifact() {
        return concat(
                ("--" + BOUNDARY
                                + "\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a.mender\"\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                ARTIFACT,
                "\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] form(byte[]... parts) {
        return concat(concat(parts), ("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static byte[] head(int length) {
        return ("POST " + ARTIFACTS
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer mine\r\n"
                        + "Content-Type: multipart/form-data; boundary=" + BOUNDARY + "\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String answer(byte[] form) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(concat(head(form.length), form));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void breakOff(byte[] head, byte[] sent) throws IOException {
        try (Socket socket = connected()) {
            socket.getOutputStream().write(concat(head, sent));
        }
    }

    private Socket connected() throws IOException {
        Socket socket = new Socket("localhost", http.orElseThrow().url().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }
}
