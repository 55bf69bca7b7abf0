package io.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.keys.KeyRotation.Announced;
import io.holdfast.keys.KeyRotation.RetireOutcome;
import io.holdfast.keys.KeyRotation.SignOutcome;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key signs when every node that lives has read it, and not a moment before. */
class KeyRotationTest {
    private static final KeyPurpose PURPOSE = KeyPurpose.DEVICE_TOKEN;

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final MasterKey master = MasterKey.generate();
    private final ServerKeys keys = new ServerKeys(database.transactions(), master, Dice.secure());
    private final KeyRotation rotation = new KeyRotation(database.transactions(), master, Dice.secure());

    @BeforeEach
    void first() {
        assertThat(keys.ensure()).hasSize(KeyPurpose.values().length);
    }

    private UUID node(long appliedSeq, String leaseAge) {
        UUID node = UUID.randomUUID();
        database.execute(
                "insert into node (node_id, boot_id, version, applied_seq, lease_renewed_at) values (?, gen_random_uuid(), 'v', ?,"
                        + " now() - interval '" + leaseAge + "')",
                node,
                appliedSeq);
        return node;
    }

    private KeyStanding standing(int keyId) {
        return rotation.list().stream()
                .filter(key -> key.purpose() == PURPOSE && key.keyId() == keyId)
                .findFirst()
                .orElseThrow()
                .standing();
    }

    @Test
    void an_announced_key_is_read_by_all_and_signs_nothing() {
        Announced announced = rotation.announce(PURPOSE);

        assertThat(announced.keyId()).isEqualTo(2);
        assertThat(standing(2)).isEqualTo(KeyStanding.ANNOUNCED);
        assertThat(standing(1)).isEqualTo(KeyStanding.SIGNING);
        assertThat(keys.ensure())
                .filteredOn(key -> key.purpose() == PURPOSE)
                .extracting(ServerKey::keyId)
                .containsExactly(1, 2);
    }

    @Test
    void it_signs_when_the_nodes_that_live_have_it_and_the_older_one_verifies_from_then_on() {
        Announced announced = rotation.announce(PURPOSE);
        UUID behind = node(announced.seq() - 1, "9 seconds");
        node(announced.seq(), "0 seconds");
        node(0, "11 seconds"); // it is gone

        assertThat(rotation.sign(announced)).isEqualTo(new SignOutcome.NotYetOn(List.of(behind)));
        assertThat(standing(2)).isEqualTo(KeyStanding.ANNOUNCED);

        database.execute("update node set applied_seq = ? where node_id = ?", announced.seq(), behind);
        assertThat(rotation.sign(announced)).isEqualTo(new SignOutcome.Signs());
        assertThat(standing(1)).isEqualTo(KeyStanding.VERIFYING);
        assertThat(standing(2)).isEqualTo(KeyStanding.SIGNING);
        assertThat(rotation.sign(announced)).isEqualTo(new SignOutcome.NotAnnounced());
    }

    @Test
    void a_rotation_that_was_interrupted_goes_on_with_the_same_key_and_waits_for_whoever_came_since() {
        Announced first = rotation.announce(PURPOSE);
        rotation.announce(KeyPurpose.DOWNLOAD_LINK); // the feed goes on
        node(first.seq(), "0 seconds");

        Announced again = rotation.announce(PURPOSE);

        assertThat(again.keyId()).isEqualTo(first.keyId());
        assertThat(again.seq()).isGreaterThan(first.seq());
        assertThat(rotation.sign(again)).isInstanceOf(SignOutcome.NotYetOn.class);
        assertThat(rotation.sign(first)).isEqualTo(new SignOutcome.Signs());
    }

    @Test
    void of_many_who_rotate_at_once_all_announce_one_key_and_one_lets_it_sign() {
        List<Announced> announced = Race.run(8, i -> rotation.announce(PURPOSE));
        assertThat(announced).extracting(Announced::keyId).containsOnly(2);

        List<SignOutcome> outcomes = Race.run(8, i -> rotation.sign(announced.get(i)));

        assertThat(outcomes).containsOnlyOnce(new SignOutcome.Signs());
        assertThat(database.number(
                        "select count(*) from server_key where purpose = 'device_token' and standing = 'signing'"))
                .isOne();
    }

    @Test
    void only_a_key_that_verifies_is_retired() {
        assertThat(rotation.retire(PURPOSE, 1)).isEqualTo(new RetireOutcome.NotVerifying(KeyStanding.SIGNING));
        assertThat(rotation.retire(PURPOSE, 9)).isEqualTo(new RetireOutcome.Unknown());
        Announced announced = rotation.announce(PURPOSE);
        assertThat(rotation.retire(PURPOSE, 2)).isEqualTo(new RetireOutcome.NotVerifying(KeyStanding.ANNOUNCED));
        assertThat(rotation.sign(announced)).isEqualTo(new SignOutcome.Signs());

        assertThat(rotation.retire(PURPOSE, 1)).isEqualTo(new RetireOutcome.Retired());

        assertThat(standing(1)).isEqualTo(KeyStanding.RETIRED);
        assertThat(keys.load())
                .filteredOn(key -> key.purpose() == PURPOSE)
                .extracting(SealedServerKey::keyId)
                .containsExactly(2);
    }
}
