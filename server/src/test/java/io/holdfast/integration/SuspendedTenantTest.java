package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantName;
import io.holdfast.tenancy.TenantStanding;
import io.holdfast.tenancy.Tenants;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;

class SuspendedTenantTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final Tenants tenants = new Tenants(database.transactions());

    @Test
    void its_devices_and_people_are_refused_until_it_is_resumed_and_then_go_on_where_they_were() {
        try (RunningFleetServer server = RunningFleetServer.on(database)) {
            // Given: a device in the middle of an update, and one of another tenant
            TestDevice device = server.acceptedDevice(DeviceIdentity.withRsa(RunningFleetServer.serial()));
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            DeploymentId deployment = server.operator().deploy(release, device.identity());
            Request download = Request.of("GET", device.poll().downloadLink());
            String elsewhere = tenants.create(
                            new TenantName("elsewhere"),
                            server.image().tokenKeys().signingTenantTokens())
                    .token()
                    .reveal();
            TestDevice neighbour = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
            Eventually.holds(
                    "the other tenant is known",
                    () -> neighbour.authenticate(elsewhere).toString().equals("401 auth.pending"));

            // When
            tenants.stand(Tenants.DEFAULT, TenantStanding.SUSPENDED);
            Eventually.holds("the node knows", () -> device.poll().status() != 200);

            // Then
            assertThat(device.poll()).hasToString("401 token.tenant-suspended");
            assertThat(device.status(deployment, "installing")).hasToString("401 token.tenant-suspended");
            assertThat(device.authenticate())
                    .as("the same bytes that lately let it in")
                    .hasToString("401 auth.tenant-suspended");
            assertThat(server.device(DeviceIdentity.named(RunningFleetServer.serial()))
                            .authenticate())
                    .hasToString("401 auth.tenant-suspended");
            assertThat(device.connection().send(download)).hasToString("403 download.tenant-suspended");
            assertThat(server.operator().send(devices()).status()).isEqualTo(401);
            assertThat(server.operator().signInAgain(AccessFixture.PASSWORD))
                    .hasToString("401 sign-in.tenant-suspended");
            assertThat(server.operator().signInAgain("wrong")).hasToString("401 sign-in.refused");
            assertThat(neighbour.authenticate(elsewhere)).hasToString("401 auth.pending");

            // When
            tenants.stand(Tenants.DEFAULT, TenantStanding.ACTIVE);
            Eventually.holds("the node knows", () -> device.poll().status() == 200);

            // Then
            assertThat(device.connection().send(download).status()).isEqualTo(200);
            assertThat(device.status(deployment, "success")).hasToString("204");
            assertThat(server.operator().send(devices())).hasToString("200");
            assertThat(server.operator().signInAgain(AccessFixture.PASSWORD)).hasToString("200");
            assertThat(device.admitted().poll()).hasToString("204");
        }
    }

    private static Request devices() {
        return Request.of("GET", "/api/management/v2/devauth/devices");
    }
}
