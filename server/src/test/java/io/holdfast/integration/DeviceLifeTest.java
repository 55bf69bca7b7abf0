package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeviceLifeTest {
    private static MigratedDatabase database = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @AfterEach
    void the_image_says_what_the_database_says() {
        server.audit();
    }

    @Test
    void a_device_waits_with_401_until_it_is_accepted_and_then_gets_its_token_bare() {
        // Given
        TestDevice device = server.device(DeviceIdentity.withRsa(RunningFleetServer.serial()));
        Answer pending = device.authenticate();
        Answer again = device.authenticate();

        // When
        server.operator().accept(device.identity());
        Answer admitted = device.authenticate();

        // Then
        assertThat(pending).hasToString("401 auth.pending");
        assertThat(again).hasToString("401 auth.pending");
        assertThat(admitted).hasToString("200");
        assertThat(admitted.header("content-type")).hasValue("application/jwt");
        assertThat(admitted.text()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        assertThat(device.poll()).hasToString("204");
    }

    @Test
    void an_update_is_offered_downloaded_reported_and_then_never_offered_again() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        byte[] artifact = server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());

        // When
        Answer offer = device.poll();
        Answer download = device.connection().send(Request.of("GET", offer.downloadLink()));
        for (String status : new String[] {"downloading", "downloading", "installing", "rebooting", "success"}) {
            assertThat(device.status(deployment, status)).as(status).hasToString("204");
        }
        device.runs(release);

        // Then
        assertThat(offer.status()).isEqualTo(200);
        assertThat(offer.field("id")).hasValue(deployment.toString());
        assertThat(download.status()).isEqualTo(200);
        assertThat(download.header("content-length")).hasValue(Integer.toString(artifact.length));
        assertThat(download.body()).isEqualTo(artifact);
        assertThat(device.poll()).hasToString("204");
        assertThat(statusOf(deployment, device)).isEqualTo("success");
        Eventually.holds(
                "the deployment is finished", () -> standing(deployment).equals("finished"));
    }

    @Test
    void a_download_can_be_asked_about_resumed_and_trusted() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        byte[] artifact = server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        String link = device.poll().downloadLink();
        RawConnection connection = device.connection();
        int total = artifact.length;

        // When
        Answer head = connection.send(Request.of("HEAD", link));
        String etag = head.header("etag").orElseThrow();
        Answer rest = connection.send(Request.of("GET", link).header("Range", "bytes=4096-"));
        Answer same = connection.send(
                Request.of("GET", link).header("Range", "bytes=10-19").header("If-Range", etag));
        Answer changed = connection.send(
                Request.of("GET", link).header("Range", "bytes=10-19").header("If-Range", "\"other\""));
        Answer beyond = connection.send(Request.of("GET", link).header("Range", "bytes=" + total + "-"));

        // Then
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).hasValue(Integer.toString(total));
        assertThat(rest.status()).isEqualTo(206);
        assertThat(rest.header("content-range")).hasValue("bytes 4096-" + (total - 1) + "/" + total);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(artifact, 4096, total));
        assertThat(same.status()).isEqualTo(206);
        assertThat(same.body()).isEqualTo(Arrays.copyOfRange(artifact, 10, 20));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.body()).hasSize(total);
        assertThat(beyond).hasToString("416 download.range-unsatisfiable");
        assertThat(beyond.header("content-range")).hasValue("bytes */" + total);
        assertThat(deployment.toString()).isNotEmpty();
    }

    @Test
    void a_link_that_was_changed_in_any_part_downloads_nothing() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        byte[] artifact = server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        String link = device.poll().downloadLink();

        // Then
        for (String forged : new String[] {
            link.replace("expire=", "expire=9"),
            link.substring(0, link.length() - 2) + (link.endsWith("00") ? "11" : "00"),
            link.replaceAll("&signature=.*", ""),
            link.replaceAll("key=[0-9]+", "key=999"),
            link.replaceAll("key=[0-9]+", "key=-1"),
            link.replaceAll("expire=[0-9]+", "expire=soon"),
            link.replaceAll("download/[0-9a-f]{2}", "download/..%2f..%2f"),
        }) {
            assertThat(device.connection().send(Request.of("GET", forged)))
                    .as(forged)
                    .hasToString("403 download.link-forged");
        }
        assertThat(device.connection().send(Request.of("GET", expired(link)))).hasToString("403 download.link-expired");
        assertThat(artifact).isNotEmpty();
        assertThat(deployment.toString()).isNotEmpty();
    }

    @Test
    void a_failure_is_kept_with_the_log_that_explains_it() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());

        // When
        for (String status : new String[] {"downloading", "installing", "failure"}) {
            assertThat(device.status(deployment, status)).as(status).hasToString("204");
        }
        Answer log = device.log(deployment, "no space left on device");
        Answer repeated = device.log(deployment, "no space left on device");

        // Then
        assertThat(log).hasToString("204");
        assertThat(repeated).hasToString("204");
        assertThat(device.poll()).hasToString("204");
        assertThat(statusOf(deployment, device)).isEqualTo("failure");
        assertThat(database.text("select messages from deployment_log where deployment_id = ?", deployment.value()))
                .contains("no space left on device");
    }

    @Test
    void a_device_that_runs_the_release_already_is_told_nothing_and_recorded_so() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        device.runs(release);

        // When
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        Answer polled = device.poll();

        // Then
        assertThat(polled).hasToString("204");
        Eventually.holds(
                "the fact is recorded", () -> statusOf(deployment, device).equals("already-installed"));
        Eventually.holds(
                "the deployment is finished", () -> standing(deployment).equals("finished"));
    }

    @Test
    void an_aborted_deployment_is_answered_with_409_and_offered_no_more() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        assertThat(device.status(deployment, "downloading")).hasToString("204");

        // When
        server.operator().abort(deployment);

        // Then
        assertThat(device.status(deployment, "installing")).hasToString("409 deployment.aborted");
        assertThat(device.poll()).hasToString("204");
        assertThat(statusOf(deployment, device)).isEqualTo("aborted");
    }

    @Test
    void after_an_abort_the_link_that_was_given_downloads_nothing_more() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        String link = device.poll().downloadLink();
        assertThat(device.connection().send(Request.of("GET", link)).status()).isEqualTo(200);

        // When
        server.operator().abort(deployment);

        // Then
        assertThat(device.connection().send(Request.of("GET", link))).hasToString("404 download.deployment-ended");
        assertThat(device.connection().send(Request.of("HEAD", link)).status()).isEqualTo(404);
    }

    @Test
    void a_decommissioned_device_is_refused_at_once_and_is_a_stranger_when_it_comes_back() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        assertThat(device.poll()).hasToString("204");

        // When
        server.operator().decommission(device.identity());

        // Then
        assertThat(device.poll()).hasToString("401 token.device-decommissioned");
        assertThat(device.authenticate()).hasToString("401 auth.pending");
    }

    @Test
    void accepting_a_new_key_of_a_device_ends_the_old_one_and_its_token() {
        // Given
        TestDevice old = server.acceptedDevice(RunningFleetServer.serial());
        TestDevice renewed = server.device(old.identity().withNewKey());
        assertThat(renewed.authenticate()).hasToString("401 auth.pending");
        assertThat(old.poll()).hasToString("204");

        // When
        server.operator().accept(renewed.identity());

        // Then
        assertThat(old.poll().status()).isEqualTo(401);
        assertThat(old.authenticate().status()).isEqualTo(401);
        assertThat(renewed.admitted().poll()).hasToString("204");
    }

    @Test
    void a_device_whose_tokens_are_revoked_needs_a_new_one_and_gets_it() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        assertThat(device.poll()).hasToString("204");

        // When
        server.operator().revokeTokens(device);

        // Then
        assertThat(device.poll()).hasToString("401 token.revoked");
        assertThat(device.admitted().poll()).hasToString("204");
    }

    /** The link as it will be worth when its time is over: signed by the node's own key. */
    private static String expired(String link) {
        String blob = link.replaceAll(".*/download/([0-9a-f]{32}).*", "$1");
        var key = server.image().tokenKeys().signingDownloadLinks();
        byte[] mac =
                key.sign(("download\n" + blob + "\n1000000000").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return link.replaceAll(
                "\\?.*",
                "?expire=1000000000&key=" + key.keyId() + "&signature="
                        + java.util.HexFormat.of().formatHex(mac));
    }

    private static String statusOf(DeploymentId deployment, TestDevice device) {
        return database.text(
                "select status from deployment_device where deployment_id = ? and device_id = ?",
                deployment.value(),
                server.operator().deviceId(device.identity()).value());
    }

    private static String standing(DeploymentId deployment) {
        return database.text("select standing from deployment where deployment_id = ?", deployment.value());
    }
}
