package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import io.holdfast.fleet.real.MenderArtifact.Compression;
import io.holdfast.fleet.real.MenderArtifact.RebootBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;

/**
 * Updates of unmodified mender-clients that something comes in between of. The methods run beside each other, because the client
 * waits a minute before it resumes a download.
 */
class RealInterruptionsTest {
    /** More than the sockets between server and device can hold, so that a held download is one for the server too. */
    private static final int LARGE_BYTES = 12 << 20;

    private static final long SOME_BYTES = 256 << 10;
    private static final String DOWNLOAD = "/api/devices/v1/download/";

    private final Workbench bench = Workbench.open();

    @Test
    @Execution(CONCURRENT)
    void a_device_whose_deployment_is_aborted_while_it_downloads_leaves_it_and_no_download_begins_any_more() {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("abort-early", line)) {
            String id = bench.accept(device);
            upload(large("early-1"), device, "early-1");
            Snag held = line.with(Snag.holdingAnswer(DOWNLOAD, SOME_BYTES));
            String deployment = bench.deploy("early-1", id);
            bench.eventually("the download is under way", device, held::isCaught);
            String link = line.about(DOWNLOAD).getFirst().target();
            assertThat(firstByte(link)).isEqualTo(206);

            bench.deployments().abort(deployment);

            bench.eventually("the link is worth nothing", device, () -> firstByte(link) == 404);
            assertThat(bench.deployments().status(deployment)).isEqualTo("finished");
            assertThat(bench.deployments().statistics(deployment)).containsEntry("aborted", 1);
            held.release();
            bench.eventually("the device hears of it", device, () -> line.count("/" + deployment + "/status", 409) > 0);
            assertThat(device.installFolder().resolve("early-1")).doesNotExist();
            assertThat(bench.standing(deployment, id).path("installed_anyway").asBoolean())
                    .isFalse();
            upload(bench.artifacts("early-2"), device, "early-2");
            bench.eventuallyIs("success", bench.deploy("early-2", id), id, device);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_device_that_was_done_before_it_heard_of_the_abort_counts_as_installed_anyway() {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("abort-late", line)) {
            String id = bench.accept(device);
            upload(bench.artifacts("late"), device, "late-1");
            Snag held = line.with(Snag.holdingRequest("\"status\":\"success\""));
            String deployment = bench.deploy("late-1", id);
            bench.eventually("the device is done", device, held::isCaught);

            bench.deployments().abort(deployment);
            held.release();

            bench.eventually(
                    "installed anyway",
                    device,
                    () -> bench.standing(deployment, id)
                            .path("installed_anyway")
                            .asBoolean());
            assertThat(bench.standing(deployment, id).path("status").asString()).isEqualTo("aborted");
            assertThat(bench.deployments().statistics(deployment)).containsOnlyKeys("aborted");
            assertThat(device.installFolder().resolve("late-1")).isRegularFile();
            bench.eventuallyIs("already-installed", bench.deploy("late-1", id), id, device);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_download_that_is_cut_is_resumed_where_it_broke_though_the_key_of_its_link_signs_no_more() {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("cut", line)) {
            String id = bench.accept(device);
            upload(large("cut-1"), device, "cut-1");
            Snag cut = line.with(Snag.cutting(DOWNLOAD, SOME_BYTES));
            String deployment = bench.deploy("cut-1", id);
            bench.eventually("the download is cut", device, cut::isCaught);

            SigningKeyChange.of(bench.server(), "download-link");

            bench.eventuallyIs("success", deployment, id, device);
            assertThat(line.about(DOWNLOAD)).hasSize(2);
            Exchange resumed = line.about(DOWNLOAD).getLast();
            long from = Long.parseLong(resumed.asked("Range").orElseThrow().replaceAll("^bytes=|-$", ""));
            assertThat(from).isPositive().isLessThanOrEqualTo(SOME_BYTES);
            assertThat(resumed.hasStatus(206)).isTrue();
            assertThat(resumed.answered("Content-Range").orElseThrow()).startsWith("bytes " + from + "-");
            assertThat(device.installFolder().resolve("cut-1")).hasSize(LARGE_BYTES);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_token_revoked_during_a_download_costs_one_refusal_and_one_authentication() {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("revoked", line)) {
            String id = bench.accept(device);
            upload(large("revoked-1"), device, "revoked-1");
            Snag held = line.with(Snag.holdingAnswer(DOWNLOAD, SOME_BYTES));
            String deployment = bench.deploy("revoked-1", id);
            bench.eventually("the download is under way", device, held::isCaught);
            String token =
                    bench.find(device, "accepted").orElseThrow().authSetIds().getFirst();
            long authentications = line.count("/auth_requests", 200);

            bench.api().delete("/api/management/v2/devauth/tokens/" + token).expect(204);
            held.release();

            bench.eventuallyIs("success", deployment, id, device);
            assertThat(line.count("/" + deployment + "/status", 401)).isOne();
            // one for the lost token, one because the client asks for a new one before it commits
            assertThat(line.count("/auth_requests", 200)).isEqualTo(authentications + 2);
        }
    }

    @Test
    @Execution(CONCURRENT)
    void a_new_signing_key_in_the_middle_of_an_update_is_not_noticed_by_the_device() {
        try (TappedLine line = bench.line();
                RealDevice device = bench.device("rotated", line)) {
            String id = bench.accept(device);
            upload(large("rotated-1"), device, "rotated-1");
            Snag held = line.with(Snag.holdingAnswer(DOWNLOAD, SOME_BYTES));
            String deployment = bench.deploy("rotated-1", id);
            bench.eventually("the download is under way", device, held::isCaught);
            int heard = line.about("").size();

            SigningKeyChange.of(bench.server(), "device-token");
            held.release();

            bench.eventuallyIs("success", deployment, id, device);
            assertThat(line.about("").stream().skip(heard))
                    .isNotEmpty()
                    .noneMatch(exchange -> exchange.hasStatus(401) || exchange.hasStatus(503));
        }
    }

    @Test
    @Execution(CONCURRENT)
    void an_update_whose_module_reboots_is_committed_by_the_client_that_comes_up_again() {
        rebootsAndSucceeds(RebootBy.MODULE, "module");
    }

    @Test
    @Execution(CONCURRENT)
    void an_update_that_leaves_the_reboot_to_the_client_is_committed_by_the_client_that_comes_up_again() {
        rebootsAndSucceeds(RebootBy.CLIENT, "client");
    }

    private void rebootsAndSucceeds(RebootBy by, String name) {
        try (RealDevice device = bench.device("reboot-" + name)) {
            String id = bench.accept(device);
            String artifact = name + "-1";
            bench.api().uploadArtifact(bench.artifacts(name).rebooting(by, artifact, Workbench.TYPE));
            String deployment = bench.deploy(artifact, id);

            bench.eventually("the device goes down", device, () -> !device.isRunning());
            assertThat(bench.standing(deployment, id).path("status").asString()).isEqualTo("rebooting");
            device.boot();

            bench.eventuallyIs("success", deployment, id, device);
            assertThat(device.installFolder().resolve(artifact)).isRegularFile();
        }
    }

    @Test
    @Execution(CONCURRENT)
    void software_that_does_not_come_up_after_the_reboot_is_rolled_back_with_another_and_its_log_is_kept() {
        try (RealDevice device = bench.device("reboot-broken")) {
            String id = bench.accept(device);
            String artifact = "reboot-broken";
            bench.api().uploadArtifact(bench.artifacts("broken").rebooting(RebootBy.MODULE, artifact, Workbench.TYPE));
            String deployment = bench.deploy(artifact, id);

            bench.eventually("the device goes down", device, () -> !device.isRunning());
            assertThat(device.installFolder().resolve(artifact)).isRegularFile();
            device.boot();
            bench.eventually("the device goes down again", device, () -> !device.isRunning());
            assertThat(device.installFolder().resolve(artifact)).doesNotExist();
            assertThat(bench.standing(deployment, id).path("status").asString()).isEqualTo("rebooting");
            device.boot();

            bench.eventuallyIs("failure", deployment, id, device);
            bench.eventually(
                    "the log came",
                    device,
                    () -> bench.deployments().log(deployment, id).status() == 200);
            assertThat(bench.deployments().log(deployment, id).body()).contains("the new software did not come up");
            bench.eventuallyFinished(deployment, device);
        }
    }

    private MenderArtifact large(String name) {
        return bench.artifacts(name).weighing(LARGE_BYTES).packed(Compression.NONE);
    }

    private void upload(MenderArtifact artifacts, RealDevice device, String name) {
        Path file = artifacts.singleFile(name, Workbench.TYPE, device.installFolder());
        bench.api().uploadArtifact(file);
    }

    /** The status that a new download by this link gets: of its first byte, because a download of the whole would take its time. */
    private int firstByte(String link) {
        URI address = URI.create("http://localhost:" + bench.server().httpPort() + link);
        HttpRequest request =
                HttpRequest.newBuilder(address).header("Range", "bytes=0-0").build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
