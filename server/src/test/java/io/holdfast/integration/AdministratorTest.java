package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.assembly.Administrator;
import io.holdfast.cli.Administration;
import io.holdfast.cli.TenantLimits;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.release.StorageLimit;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.TenantStanding;
import io.holdfast.tenancy.Tenants;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Commands on the machine, beside a server that runs. */
class AdministratorTest {
    private static final String DEFAULT = Tenants.DEFAULT.value();

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void the_first_user_ends_the_set_up_link_and_its_file() {
        try (RunningFleetServer server = RunningFleetServer.on(database);
                RawConnection browser = RawConnection.to(server.https());
                Administration administration = Administrator.open(server.config(), step -> {})) {
            // Given
            String link =
                    server.setupLink().getRawPath() + "?" + server.setupLink().getRawQuery();
            assertThat(server.data().resolve("setup-link")).exists();

            // When
            administration.createUser("ada@example.com", SecretText.of("correct horse battery"), Optional.empty());

            // Then
            assertThat(server.data().resolve("setup-link")).doesNotExist();
            Answer late = browser.send(Request.of("GET", link));
            assertThat(late.status()).isEqualTo(404);
            assertThat(late.text()).contains("has its first user");
        }
    }

    @Test
    void a_tenants_limits_hold_for_the_next_acceptance_and_the_next_upload() {
        try (RunningFleetServer server = RunningFleetServer.on(database);
                Administration administration = Administrator.open(server.config(), step -> {})) {
            // Given
            server.acceptedDevice(RunningFleetServer.serial());
            TestDevice second = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
            assertThat(second.authenticate()).hasToString("401 auth.pending");

            // When
            TenantLimits limits = administration.limit(
                    DEFAULT, Optional.of(DeviceLimit.atMost(1)), Optional.of(StorageLimit.atMost(100)));

            // Then
            assertThat(limits.devices().limit()).isEqualTo(DeviceLimit.atMost(1));
            assertThat(limits.devices().accepted()).isOne();
            assertThat(limits.storage().limit()).isEqualTo(StorageLimit.atMost(100));
            assertThat(server.operator().tryToAccept(second.identity())).hasToString("422 acceptance.limit-reached");
            assertThat(server.operator().tryToUpload("release-1")).hasToString("413 storage.limit-reached");

            // When: one is lifted, the other left as it is
            TenantLimits lifted = administration.limit(DEFAULT, Optional.of(DeviceLimit.unlimited()), Optional.empty());

            // Then
            assertThat(lifted.storage().limit()).isEqualTo(StorageLimit.atMost(100));
            assertThat(server.operator().tryToAccept(second.identity())).hasToString("204");
            assertThat(database.number("select count(*) from audit_event where action like 'tenant.set-%-limit'"))
                    .isEqualTo(3);
        }
    }

    @Test
    void a_tenant_is_suspended_once_and_resumed_once_however_often_it_is_said() {
        try (RunningFleetServer server = RunningFleetServer.on(database);
                Administration administration = Administrator.open(server.config(), step -> {})) {
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());

            for (int i = 0; i < 2; i++) {
                administration.stand(DEFAULT, TenantStanding.SUSPENDED);
            }
            Eventually.holds("refused", () -> device.poll().status() == 401);
            for (int i = 0; i < 2; i++) {
                administration.stand(DEFAULT, TenantStanding.ACTIVE);
            }
            Eventually.holds("served", () -> device.poll().status() == 204);

            assertThat(database.number(
                            "select count(*) from audit_event where action in ('tenant.suspend', 'tenant.resume')"))
                    .isEqualTo(2);
        }
    }

    @Test
    void
            a_key_rotated_beside_a_server_signs_once_the_server_has_it_and_what_the_older_signed_is_good_until_it_is_retired() {
        try (RunningFleetServer server = RunningFleetServer.on(database);
                Administration administration = Administrator.open(server.config(), step -> {})) {
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            List<List<UUID>> waitedFor = new ArrayList<>();

            int key = administration.rotateKey(KeyPurpose.DEVICE_TOKEN, Duration.ofMinutes(1), waitedFor::add);

            assertThat(key).isEqualTo(2);
            // It says every 3 s how far it has read, and the announcement came between.
            assertThat(waitedFor)
                    .isNotEmpty()
                    .allSatisfy(nodes -> assertThat(nodes).hasSize(1));
            Eventually.holds(
                    "it signs",
                    () -> server.image().tokenKeys().signingDeviceTokens().keyId() == key);
            assertThat(device.poll()).hasToString("204");

            administration.retireKey(KeyPurpose.DEVICE_TOKEN, 1);
            Eventually.holds("refused", () -> device.poll().status() == 401);
            device.admitted();
            assertThat(device.poll()).hasToString("204");
            assertThatThrownBy(() -> administration.retireKey(KeyPurpose.DEVICE_TOKEN, key))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("signing");
        }
    }

    @Test
    void a_tenant_that_is_not_there_is_told_by_its_name() {
        try (RunningFleetServer server = RunningFleetServer.on(database);
                Administration administration = Administrator.open(server.config(), step -> {})) {
            unknown(() -> administration.limit("nobody", Optional.empty(), Optional.empty()));
            unknown(() -> administration.stand("nobody", TenantStanding.SUSPENDED));
        }
    }

    private static void unknown(Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOfSatisfying(RefusedException.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo("tenant.unknown");
            assertThat(refused.refusal().sentence()).contains("nobody");
        });
    }
}
