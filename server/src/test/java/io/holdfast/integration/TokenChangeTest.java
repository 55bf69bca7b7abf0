package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.assembly.Administrator;
import io.holdfast.cli.Administration;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device's token ends in the middle of an update, in each way that it can: the update goes on, and one authentication is all it costs. */
class TokenChangeTest {
    private static final MigratedDatabase DATABASE = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    private TestDevice device;
    private final String release = "release-" + RunningFleetServer.serial();

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(DATABASE);
    }

    @BeforeEach
    void accept_a_device() {
        device = server.acceptedDevice(RunningFleetServer.serial());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_token_whose_time_is_over_is_honoured_until_it_is_refused_once() {
        DeploymentId deployment = downloading();

        device.shows(expired());

        Eventually.holds("it is sent to authenticate again", () -> refusal(deployment, "token.expired"));
        goesOn(deployment);
    }

    @Test
    void a_revoked_token_is_refused_once() {
        DeploymentId deployment = downloading();

        server.operator().revokeTokens(device);

        assertThat(device.status(deployment, "downloading")).hasToString("401 token.revoked");
        goesOn(deployment);
    }

    @Test
    void a_token_of_a_key_that_was_withdrawn_is_refused_once() {
        DeploymentId deployment = downloading();

        int old = server.image().tokenKeys().signingDeviceTokens().keyId();
        newKey();
        retire(old);

        Eventually.holds("the key is unknown", () -> refusal(deployment, "token.unknown-key"));
        goesOn(deployment);
    }

    @Test
    void a_token_of_a_key_that_another_followed_is_good_as_before() {
        DeploymentId deployment = downloading();
        String old = device.token();

        int fresh = newKey();

        Eventually.holds(
                "the new key signs",
                () -> server.image().tokenKeys().signingDeviceTokens().keyId() == fresh);
        assertThat(device.status(deployment, "installing")).hasToString("204");
        device.admitted();
        assertThat(device.token()).isNotEqualTo(old);
        goesOn(deployment);
    }

    private DeploymentId downloading() {
        server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        assertThat(device.poll()).hasToString("200");
        assertThat(device.status(deployment, "downloading")).hasToString("204");
        return deployment;
    }

    /** Whether the next report is refused so; one that is not, is taken. */
    private boolean refusal(DeploymentId deployment, String code) {
        Answer answer = device.status(deployment, "downloading");
        assertThat(answer.toString()).isIn("204", "401 " + code);
        return answer.status() == 401;
    }

    private void goesOn(DeploymentId deployment) {
        device.admitted();
        for (String status : List.of("installing", "success")) {
            assertThat(device.status(deployment, status)).as(status).hasToString("204");
        }
        device.runs(release);
        assertThat(device.poll()).hasToString("204");
    }

    private String expired() {
        ImageDevice known = server.image()
                .device(server.operator().tenant(), server.operator().deviceId(device.identity()))
                .orElseThrow();
        long now = System.currentTimeMillis() / 1000;
        return DeviceTokens.mint(
                new DeviceToken(
                        known.id().value(),
                        known.authSet().value(),
                        known.tenant().value(),
                        now - 1000,
                        now - 10,
                        server.image().appliedSeq()),
                server.image().tokenKeys().signingDeviceTokens());
    }

    /** Signs device tokens with a new key; answers its id. */
    private static int newKey() {
        try (Administration administration = Administrator.open(server.config(), step -> {})) {
            return administration.rotateKey(KeyPurpose.DEVICE_TOKEN, Duration.ofMinutes(1), nodes -> {});
        }
    }

    private static void retire(int keyId) {
        try (Administration administration = Administrator.open(server.config(), step -> {})) {
            administration.retireKey(KeyPurpose.DEVICE_TOKEN, keyId);
        }
    }
}
