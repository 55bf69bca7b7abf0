package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.HashPrefix;
import io.holdfast.feed.FeedEra;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.IdentityData;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a device whose acceptance the database lost, by what the restored database says of it. */
class ReadoptionTest {
    private static final long LOST_SEQ = 40;

    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final Readoption readoption = new Readoption(fixture.transactions(), fixture.quotas());
    private final Enrolment enrolment = enrolment();
    private final DeviceRef ref = new DeviceRef(fixture.caller().tenant(), DeviceId.random());
    private final AuthSetId set = AuthSetId.random();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Enrolment enrolment() {
        try {
            byte[] key = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                    + "\n-----END PUBLIC KEY-----\n";
            return new Enrolment(
                    fixture.caller().tenant(), IdentityData.parse("{\"sn\":\"1\"}"), DevicePublicKey.parse(pem));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private ReadoptionClaim claim(DeviceRef device, boolean byKey) {
        LostDevice lost = new LostDevice(
                device,
                set,
                HashPrefix.of(enrolment.identity().sha256()),
                HashPrefix.of(enrolment.key().sha256()),
                7);
        return new ReadoptionClaim(lost, byKey ? Optional.of(enrolment) : Optional.empty());
    }

    private ReadoptionOutcome readopt(DeviceRef device, boolean byKey) {
        ReadoptionClaim claim = claim(device, byKey);
        return Optional.ofNullable(readoption
                        .readopt(device.tenant(), List.of(claim), LOST_SEQ)
                        .get(claim))
                .orElseThrow();
    }

    private void newEra() {
        assertThat(fixture.transactions()
                        .write(transaction -> FeedEra.begin(transaction.connection(), LOST_SEQ))
                        .value())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_device_that_is_absent_is_accepted_with_the_ids_it_had_and_whole_as_soon_as_it_shows_its_key(boolean byKey) {
        newEra();

        assertThat(readopt(ref, byKey)).isEqualTo(ReadoptionOutcome.READOPTED);

        assertThat(fixture.standing(fixture.caller(), ref.device())).isEqualTo(Standing.ACCEPTED);
        assertThat(fixture.floor(fixture.caller(), ref.device())).isEqualTo(7);
        assertThat(acceptedSets()).isEqualTo(1);
        assertThat(readoption.devicesWithoutKey()).isEqualTo(byKey ? List.of() : List.of(ref.device()));
        assertThat(enrol()).isInstanceOf(EnrolVerdict.Accepted.class);
        assertThat(readoption.devicesWithoutKey()).isEmpty();
        assertThat(fixture.number(
                        "select count(*) from auth_set where public_key = ? and auth_set_id = ?",
                        enrolment.key().pem(),
                        set.value()))
                .isEqualTo(1);
        assertThat(fixture.number("select count(*) from device")).isEqualTo(1);
        booksAreTrue(1);
    }

    private EnrolVerdict enrol() {
        return fixture.transactions()
                .read(connection -> new EnrolmentBatch(fixture.quotas(), EnrolmentLimits.DEFAULT)
                        .commit(connection, List.of(enrolment))
                        .verdicts()
                        .getFirst());
    }

    @Test
    void a_device_that_shows_another_key_is_found_by_its_identity_and_keeps_the_accepted_one() {
        newEra();
        readopt(ref, false);
        Enrolment other = new Enrolment(
                enrolment.tenant(), enrolment.identity(), enrolment().key());

        EnrolVerdict verdict = fixture.transactions()
                .read(connection -> new EnrolmentBatch(fixture.quotas(), EnrolmentLimits.DEFAULT)
                        .commit(connection, List.of(other))
                        .verdicts()
                        .getFirst());

        assertThat(verdict).isInstanceOf(EnrolVerdict.Pending.class);
        assertThat(fixture.number("select count(*) from device")).isEqualTo(1);
        assertThat(acceptedSets()).isEqualTo(1);
        assertThat(enrol()).isInstanceOf(EnrolVerdict.Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "REJECTED", "PREAUTHORIZED", "ACCEPTED"})
    void what_the_restored_database_says_of_it_is_older_and_gives_way(Standing standing) {
        ControlFixture.Enrolled before = fixture.device(fixture.caller(), standing);
        newEra();

        assertThat(readopt(new DeviceRef(ref.tenant(), before.device()), false)).isEqualTo(ReadoptionOutcome.READOPTED);

        assertThat(fixture.standing(fixture.caller(), before.device())).isEqualTo(Standing.ACCEPTED);
        assertThat(acceptedSets()).isEqualTo(1);
        booksAreTrue(1);
    }

    @Test
    void what_a_person_decided_after_the_restore_stands() {
        ControlFixture.Enrolled before = fixture.device(fixture.caller(), Standing.ACCEPTED);
        newEra();
        fixture.acceptance().reject(fixture.caller(), "r", before.device(), before.set());

        assertThat(readopt(new DeviceRef(ref.tenant(), before.device()), true))
                .isEqualTo(ReadoptionOutcome.DECIDED_SINCE);

        assertThat(fixture.standing(fixture.caller(), before.device())).isEqualTo(Standing.REJECTED);
        booksAreTrue(1);
    }

    @Test
    void a_tenant_without_room_gets_a_pending_device_and_no_refusal_is_put_on_record() {
        fixture.limit(fixture.caller(), DeviceLimit.atMost(1));
        fixture.device(fixture.caller(), Standing.ACCEPTED);
        newEra();

        assertThat(readopt(ref, true)).isEqualTo(ReadoptionOutcome.PENDING);

        assertThat(fixture.standing(fixture.caller(), ref.device())).isEqualTo(Standing.PENDING);
        booksAreTrue(1);
    }

    @Test
    void a_decommissioned_device_does_not_come_back() {
        ControlFixture.Enrolled before = fixture.device(fixture.caller(), Standing.ACCEPTED);
        newEra();
        fixture.acceptance().decommission(fixture.caller(), "r", before.device());

        assertThat(readopt(new DeviceRef(ref.tenant(), before.device()), true))
                .isEqualTo(ReadoptionOutcome.DECOMMISSIONED);

        assertThat(fixture.number("select count(*) from device")).isZero();
        booksAreTrue(1);
    }

    @Test
    void the_second_node_that_claims_it_finds_it_done() {
        newEra();
        readopt(ref, false);

        assertThat(readopt(ref, true)).isEqualTo(ReadoptionOutcome.STANDS);

        booksAreTrue(1);
    }

    @Test
    void where_it_asked_as_a_stranger_meanwhile_it_gets_its_own_id_back() {
        newEra();
        assertThat(enrol()).isInstanceOf(EnrolVerdict.Pending.class);

        assertThat(readopt(ref, true)).isEqualTo(ReadoptionOutcome.READOPTED);

        assertThat(fixture.number("select count(*) from device")).isEqualTo(1);
        assertThat(fixture.standing(fixture.caller(), ref.device())).isEqualTo(Standing.ACCEPTED);
        booksAreTrue(1);
    }

    @Test
    void refusals_that_were_lost_are_repeated_once_and_newer_acceptances_stand() {
        ControlFixture.Enrolled gone = fixture.device(fixture.caller(), Standing.ACCEPTED);
        ControlFixture.Enrolled out = fixture.device(fixture.caller(), Standing.ACCEPTED);
        ControlFixture.Enrolled inAgain = fixture.device(fixture.caller(), Standing.REJECTED);
        DeviceId neverHere = DeviceId.random();
        newEra();
        fixture.acceptance().accept(fixture.caller(), "r", inAgain.device(), inAgain.set());
        RefusalsAgain refusals = new RefusalsAgain(fixture.transactions(), fixture.acceptance());

        List<DeviceId> decommissioned = List.of(gone.device(), neverHere);
        List<DeviceId> withdrawn = List.of(out.device(), inAgain.device());
        assertThat(refusals.decommission(ref.tenant(), decommissioned)).isEqualTo(2);
        assertThat(refusals.withdraw(ref.tenant(), withdrawn, LOST_SEQ)).isEqualTo(1);
        assertThat(refusals.decommission(ref.tenant(), decommissioned)).isZero();
        assertThat(refusals.withdraw(ref.tenant(), withdrawn, LOST_SEQ)).isZero();

        assertThat(fixture.number("select count(*) from device_tombstone")).isEqualTo(2);
        assertThat(fixture.standing(fixture.caller(), out.device())).isEqualTo(Standing.REJECTED);
        assertThat(fixture.floor(fixture.caller(), out.device())).isGreaterThan(LOST_SEQ);
        assertThat(fixture.standing(fixture.caller(), inAgain.device())).isEqualTo(Standing.ACCEPTED);
        booksAreTrue(4);
    }

    private long acceptedSets() {
        return fixture.number("select count(*) from auth_set where standing = 'accepted'");
    }

    private void booksAreTrue(long audited) {
        assertThat(fixture.countIsTrue(fixture.caller())).isTrue();
        assertThat(fixture.audited(fixture.caller())).isEqualTo(audited);
    }
}
