package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Change;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantName;
import io.holdfast.tenancy.Tenants;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.MigratedDatabase;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One signing key that this node cannot open, as after a backup of half a cell: what it signs is put off, and nothing else is. */
class UnreadableKeyTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();

    @ParameterizedTest
    @EnumSource
    void only_what_the_key_signs_is_put_off_and_nobody_is_refused_for_it(KeyPurpose damaged) {
        try (RunningFleetServer server = RunningFleetServer.on(database)) {
            // Given
            TestDevice quiet = server.acceptedDevice(RunningFleetServer.serial());
            TestDevice updating = server.acceptedDevice(RunningFleetServer.serial());
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            server.operator().deploy(release, updating.identity());
            Request download = Request.of("GET", updating.poll().downloadLink());
            String tenantToken = new Tenants(database.transactions())
                    .create(
                            new TenantName("elsewhere"),
                            server.image().tokenKeys().signingTenantTokens())
                    .token()
                    .reveal();

            // When
            damage(server, damaged);

            // Then
            boolean device = damaged == KeyPurpose.DEVICE_TOKEN;
            boolean person = damaged == KeyPurpose.USER_TOKEN;
            boolean link = damaged == KeyPurpose.DOWNLOAD_LINK;
            answered(quiet.poll(), device, "204");
            answered(quiet.inventory("7.1"), device, "200");
            answered(quiet.authenticate(), device, "200");
            answered(updating.poll(), device || link, "200");
            answered(updating.connection().send(download), link, "200");
            answered(stranger(server).authenticate(), false, "401 auth.pending");
            answered(
                    stranger(server).authenticate(tenantToken), damaged == KeyPurpose.TENANT_TOKEN, "401 auth.pending");
            answered(server.operator().send(Request.of("GET", "/api/management/v2/devauth/devices")), person, "200");
            answered(server.operator().signInAgain(AccessFixture.PASSWORD), person, "200");
            answered(server.operator().signInAgain("wrong"), false, "401 sign-in.refused");
        }
    }

    private void damage(RunningFleetServer server, KeyPurpose purpose) {
        long seq = database.transactions()
                .write(tx -> {
                    Query.on(tx.connection(), "update server_key set sealed = '\\x0102030405060708' where purpose = ?")
                            .with(purpose.storedName())
                            .update();
                    tx.changed(new Change.KeysChanged());
                    return true;
                })
                .seq()
                .orElseThrow();
        assertThat(server.image().awaitApplied(seq, Duration.ofSeconds(60))).isTrue();
    }

    private static TestDevice stranger(RunningFleetServer server) {
        return server.device(DeviceIdentity.named(RunningFleetServer.serial()));
    }

    private static void answered(Answer answer, boolean putOff, String otherwise) {
        if (putOff) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
            assertThat(answer.retryAfter()).isPresent();
        } else {
            assertThat(answer).hasToString(otherwise);
        }
    }
}
