package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.fleet.stub.StubCertificate;
import io.holdfast.fleet.stub.StubServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What real clients do with the harness's artifacts, against a stub: the virtual devices copy exactly this. */
class RealUpdateTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private volatile Optional<Path> offered = Optional.empty();

    @Test
    void a_single_file_is_installed_and_the_reports_are_those_of_a_virtual_device() {
        update((artifacts, device) -> {
            offered = Optional.of(artifacts.singleFile("app-1", "board", device.installFolder()));

            assertThat(Poll.until(SOON, () -> reports.contains("success")))
                    .as(device.log())
                    .isTrue();

            assertThat(device.installFolder().resolve("app-1")).isRegularFile();
            assertThat(reports)
                    .containsExactly(
                            "downloading", "downloading", "downloading", "installing", "installing", "success");
        });
    }

    @Test
    void the_refusing_module_fails_and_its_words_are_in_the_log() {
        update((artifacts, device) -> {
            offered = Optional.of(artifacts.refusing("bad-1", "board"));

            assertThat(Poll.until(
                            SOON, () -> reports.stream().anyMatch(said -> said.contains("no room on this device"))))
                    .as(device.log())
                    .isTrue();

            assertThat(reports).startsWith("downloading", "downloading", "downloading", "installing", "failure");
        });
    }

    @FunctionalInterface
    private interface Update {
        void run(MenderArtifact artifacts, RealDevice device);
    }

    private void update(Update update) {
        RealClients.Able machine = Machine.withRealClients();
        try (WorkFolder folder = WorkFolder.create("update");
                StubServer server = new StubServer(StubCertificate.options(folder.path()), this::answer)) {
            Path certificate = ServerCertificate.fetch(server.port(), folder.resolve("server.crt"));
            String url = "https://localhost:" + server.port();
            try (RealDevice device = RealDevice.start(
                    machine,
                    folder.resolve("a"),
                    RealDevice.Settings.of(url, certificate, "02:00:00:00:00:03", "board"))) {
                update.run(new MenderArtifact(folder.path()), device);
            }
        }
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        Optional<Path> artifact = offered;
        if (path.endsWith("/auth_requests")) {
            request.response().end("token");
        } else if (path.endsWith("/next") && artifact.isPresent()) {
            request.response().end(offer(request, artifact.get()));
        } else if (path.equals("/blob") && artifact.isPresent()) {
            offered = Optional.empty();
            request.response().sendFile(artifact.get().toString());
        } else if (path.endsWith("/status")) {
            reports.add(body.toJsonObject().getString("status"));
            request.response().setStatusCode(204).end();
        } else if (path.endsWith("/log")) {
            reports.add(body.toString());
            request.response().setStatusCode(204).end();
        } else {
            request.response()
                    .setStatusCode(path.endsWith("/attributes") ? 200 : 204)
                    .end();
        }
    }

    private static String offer(HttpServerRequest request, Path artifact) {
        String name = String.valueOf(artifact.getFileName()).replace(".mender", "");
        String uri = "https://localhost:" + request.localAddress().port() + "/blob";
        return """
            {"id":"11111111-2222-4333-8444-555555555555","artifact":{"artifact_name":"%s",
             "source":{"uri":"%s","expire":"2030-01-01T00:00:00Z"},"device_types_compatible":["board"]}}
            """.formatted(name, uri);
    }
}
