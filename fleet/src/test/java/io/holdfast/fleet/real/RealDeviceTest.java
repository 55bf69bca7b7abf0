package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.fleet.stub.StubCertificate;
import io.holdfast.fleet.stub.StubServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The harness itself: real clients against a stub, so that a failure here is never the server's. */
class RealDeviceTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Test
    void two_devices_on_one_machine_come_with_their_own_identity_and_inventory() {
        RealClients.Able machine = Machine.withRealClients();
        try (WorkFolder folder = WorkFolder.create("real");
                StubServer server = new StubServer(StubCertificate.options(folder.path()), (request, body) -> {
                    requests.add(request.method() + " " + request.path() + " " + body);
                    switch (request.path().substring(request.path().lastIndexOf('/'))) {
                        case "/auth_requests" -> request.response().end("token");
                        case "/next" -> request.response().setStatusCode(204).end();
                        default -> request.response().end();
                    }
                })) {
            Path certificate = ServerCertificate.fetch(server.port(), folder.resolve("server.crt"));
            String url = "https://localhost:" + server.port();
            try (RealDevice first = RealDevice.start(
                            machine,
                            folder.resolve("a"),
                            RealDevice.Settings.of(url, certificate, "02:00:00:00:00:01", "board-a"));
                    RealDevice second = RealDevice.start(
                            machine,
                            folder.resolve("b"),
                            RealDevice.Settings.of(url, certificate, "02:00:00:00:00:02", "board-b"))) {

                boolean seen = Poll.until(
                        Duration.ofSeconds(60),
                        () -> saw("auth_requests", "02:00:00:00:00:01")
                                && saw("auth_requests", "02:00:00:00:00:02")
                                && saw("v2/deployments/device/deployments/next", "board-a")
                                && saw("v2/deployments/device/deployments/next", "board-b")
                                && saw("attributes", "hostname\",\"value\":\"a")
                                && saw("attributes", "hostname\",\"value\":\"b"));

                assertThat(seen).as(first.log() + second.log() + requests).isTrue();
            }
        }
    }

    @Test
    void artifacts_of_both_kinds_can_be_made() {
        Machine.withRealClients();
        try (WorkFolder folder = WorkFolder.create("artifact")) {
            MenderArtifact artifacts = new MenderArtifact(folder.path());

            assertThat(artifacts.singleFile("app-1", "board-a", Path.of("/opt/app")))
                    .isNotEmptyFile();
            assertThat(artifacts.refusing("app-2", "board-a")).isNotEmptyFile();
        }
    }

    private boolean saw(String path, String content) {
        return requests.stream().anyMatch(request -> request.contains(path) && request.contains(content));
    }
}
