package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreauthorisationTest {
    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final Preauthorisation preauthorisation = new Preauthorisation(fixture.transactions());
    private final Caller caller = fixture.caller();
    private final IdentityData identity = IdentityData.parse("{\"sn\":\"1\"}");
    private final DevicePublicKey key = newKey();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void an_announced_device_is_on_record_and_takes_no_slot() {
        PreauthoriseOutcome outcome = preauthorise(key, false);

        assertThat(outcome).isInstanceOfSatisfying(PreauthoriseOutcome.Preauthorised.class, made -> {
            assertThat(fixture.standing(caller, made.device())).isEqualTo(Standing.PREAUTHORIZED);
        });
        assertThat(fixture.countIsTrue(caller)).isTrue();
        assertThat(fixture.audited(caller)).isOne();
        assertThat(fixture.number("select count(*) from feed_commit")).isOne();
    }

    @Test
    void a_known_identity_is_a_conflict_that_shows_the_device_and_writes_nothing() {
        preauthorise(key, false);

        PreauthoriseOutcome again = preauthorise(newKey(), false);

        assertThat(again)
                .isInstanceOfSatisfying(
                        PreauthoriseOutcome.Exists.class,
                        exists -> assertThat(exists.device().authSets()).hasSize(1));
        assertThat(fixture.audited(caller)).isOne();
    }

    @Test
    void force_adds_a_key_but_never_the_same_one_nor_a_sixth() {
        preauthorise(key, false);
        for (int more = 2; more <= Preauthorisation.AUTH_SETS_MAX; more++) {
            assertThat(preauthorise(newKey(), true)).isInstanceOf(PreauthoriseOutcome.Preauthorised.class);
        }

        assertThat(preauthorise(key, true)).isInstanceOf(PreauthoriseOutcome.Exists.class);
        assertThat(preauthorise(newKey(), true)).isInstanceOf(PreauthoriseOutcome.TooManyAuthSets.class);
        assertThat(fixture.number("select count(*) from auth_set")).isEqualTo(5);
    }

    @Test
    void of_racing_announcements_of_one_identity_one_is_made() {
        List<PreauthoriseOutcome> outcomes = Race.run(50, i -> preauthorise(key, false));

        assertThat(outcomes)
                .filteredOn(PreauthoriseOutcome.Preauthorised.class::isInstance)
                .hasSize(1);
        assertThat(fixture.number("select count(*) from device")).isOne();
    }

    private PreauthoriseOutcome preauthorise(DevicePublicKey with, boolean force) {
        return preauthorisation.preauthorise(caller, "r", identity, with, force).value();
    }

    static DevicePublicKey newKey() {
        try {
            return DevicePublicKey.fromDer(KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
