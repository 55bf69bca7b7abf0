package io.holdfast.edge.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.Enrolment;
import io.holdfast.identity.LostDevice;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** One device, over everything that the lost history and the restored one may say of it. */
class LostFleetTest {
    private static final TenantId TENANT = TenantId.random();
    private static final DeviceId DEVICE = DeviceId.random();
    private static final AuthSetId SET = AuthSetId.random();
    private static final AuthSetId OTHER_SET = AuthSetId.random();
    private static final IdentityData IDENTITY = IdentityData.parse("{\"sn\":\"1\"}");
    private static final DevicePublicKey KEY = key();
    private static final long FLOOR = 7;
    private static final long LOST_SEQ = 40;

    private final ManualClock clock = new ManualClock();

    /** What an image says of the device. */
    private enum Said {
        NOTHING,
        ACCEPTED,
        ACCEPTED_WITH_OTHER_KEY,
        PREAUTHORIZED,
        REVOKED,
        NOT_ACCEPTED,
        UNREADABLE
    }

    @Test
    void who_was_accepted_is_remembered_unless_he_is_accepted_now_with_the_same_key() {
        for (Said before : Said.values()) {
            for (Said now : Said.values()) {
                LostFleet fleet = LostFleet.of(List.of(salvaged(before)), image(now), clock, Dice.seeded(1));
                boolean lost = before == Said.ACCEPTED && now != Said.ACCEPTED;
                boolean back = now == Said.REVOKED;
                String what = before + " then, " + now + " now";

                assertThat(fleet.find(TENANT, DEVICE, SET, FLOOR).isPresent())
                        .as(what)
                        .isEqualTo(lost);
                assertThat(fleet.find(new Enrolment(TENANT, IDENTITY, KEY)).isPresent())
                        .as(what)
                        .isEqualTo(lost);
                if (before != Said.ACCEPTED_WITH_OTHER_KEY) {
                    assertThat(fleet.waiting(image(now))).as(what).isEqualTo(lost && !back ? 1 : 0);
                }
            }
        }
    }

    @Test
    void refusals_are_repeated_for_whom_the_lost_history_let_go() {
        for (Said before : Said.values()) {
            LostFleet fleet = LostFleet.of(List.of(salvaged(before)), image(Said.ACCEPTED), clock, Dice.seeded(1));

            assertThat(fleet.decommissioned())
                    .as(before.toString())
                    .isEqualTo(before == Said.REVOKED ? Map.of(TENANT, List.of(DEVICE)) : Map.of());
            assertThat(fleet.withdrawn())
                    .as(before.toString())
                    .isEqualTo(before == Said.NOT_ACCEPTED ? Map.of(TENANT, List.of(DEVICE)) : Map.of());
            assertThat(fleet.lostSeq()).isEqualTo(LOST_SEQ);
        }
    }

    @Test
    void only_his_own_token_above_its_floor_and_his_own_key_prove_who_comes_back() {
        LostFleet fleet = LostFleet.of(List.of(salvaged(Said.ACCEPTED)), image(Said.NOTHING), clock, Dice.seeded(1));

        assertThat(fleet.find(TENANT, DEVICE, SET, FLOOR)).isPresent();
        assertThat(fleet.find(TENANT, DEVICE, SET, FLOOR - 1))
                .as("it was revoked")
                .isEmpty();
        assertThat(fleet.find(TENANT, DEVICE, OTHER_SET, FLOOR)).isEmpty();
        assertThat(fleet.find(TENANT, DeviceId.random(), SET, FLOOR)).isEmpty();
        assertThat(fleet.find(TenantId.random(), DEVICE, SET, FLOOR)).isEmpty();
        assertThat(fleet.find(new Enrolment(TENANT, IDENTITY, key()))).isEmpty();
        assertThat(fleet.find(new Enrolment(TENANT, IdentityData.parse("{\"sn\":\"2\"}"), KEY)))
                .isEmpty();
        assertThat(fleet.find(new Enrolment(TenantId.random(), IDENTITY, KEY))).isEmpty();
    }

    @Test
    void what_was_decided_about_is_not_remembered_any_more() {
        FleetImage now = image(Said.NOTHING);
        LostFleet fleet = LostFleet.of(List.of(salvaged(Said.ACCEPTED)), now, clock, Dice.seeded(1));
        LostDevice lost = fleet.find(TENANT, DEVICE, SET, FLOOR).orElseThrow();
        assertThat(lost.ref()).isEqualTo(new DeviceRef(TENANT, DEVICE));
        assertThat(lost.notBeforeSeq()).isEqualTo(FLOOR);

        fleet.settle(lost);

        assertThat(fleet.find(TENANT, DEVICE, SET, FLOOR)).isEmpty();
        assertThat(fleet.find(new Enrolment(TENANT, IDENTITY, KEY))).isEmpty();
        assertThat(fleet.waiting(now)).isZero();
    }

    @Test
    void of_two_lost_histories_the_later_one_counts_except_that_who_had_not_come_back_was_not_withdrawn() {
        FleetImage now = image(Said.NOTHING);

        LostFleet never = lostTwice(Said.ACCEPTED, Said.NOT_ACCEPTED, now);
        assertThat(never.withdrawn()).isEmpty();
        assertThat(never.find(TENANT, DEVICE, SET, FLOOR)).isPresent();

        LostFleet gone = lostTwice(Said.ACCEPTED, Said.REVOKED, now);
        assertThat(gone.decommissioned()).containsKey(TENANT);
        assertThat(gone.find(TENANT, DEVICE, SET, FLOOR)).isEmpty();

        LostFleet rotated = lostTwice(Said.ACCEPTED, Said.ACCEPTED_WITH_OTHER_KEY, now);
        assertThat(rotated.find(TENANT, DEVICE, SET, FLOOR)).isEmpty();
        assertThat(rotated.find(TENANT, DEVICE, OTHER_SET, FLOOR)).isPresent();
    }

    private LostFleet lostTwice(Said first, Said second, FleetImage now) {
        return LostFleet.of(List.of(salvaged(first), salvaged(second)), now, clock, Dice.seeded(1));
    }

    private SalvagedImage salvaged(Said said) {
        return new SalvagedImage(image(said), LOST_SEQ);
    }

    private FleetImage image(Said said) {
        ImageWriter writer = ImageWriter.create(clock, Dice.seeded(2));
        switch (said) {
            case NOTHING -> {}
            case ACCEPTED -> writer.device(row(SET, KEY, ImageStanding.ACCEPTED));
            case ACCEPTED_WITH_OTHER_KEY -> writer.device(row(OTHER_SET, key(), ImageStanding.ACCEPTED));
            case PREAUTHORIZED -> writer.device(row(SET, KEY, ImageStanding.PREAUTHORIZED));
            case REVOKED -> writer.revoked(TENANT, DEVICE);
            case NOT_ACCEPTED -> {
                writer.device(row(SET, KEY, ImageStanding.ACCEPTED));
                writer.notAccepted(TENANT, DEVICE);
            }
            case UNREADABLE -> {
                writer.device(row(SET, KEY, ImageStanding.ACCEPTED));
                writer.unreadable(TENANT, DEVICE);
            }
        }
        writer.publish();
        return writer.image();
    }

    private static DeviceRow row(AuthSetId set, DevicePublicKey key, ImageStanding standing) {
        return new DeviceRow(
                TENANT,
                DEVICE,
                set,
                HashPrefix.of(IDENTITY.sha256()),
                HashPrefix.of(key.sha256()),
                standing,
                FLOOR,
                OptionalLong.empty());
    }

    private static DevicePublicKey key() {
        try {
            byte[] der = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return DevicePublicKey.parse("-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getEncoder().encodeToString(der) + "\n-----END PUBLIC KEY-----\n");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
