package io.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerKeysTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final MasterKey master = MasterKey.generate();

    @Test
    void the_first_start_makes_one_signing_key_a_purpose_and_announces_it() {
        List<ServerKey> keys = keys(master).ensure();

        assertThat(keys).extracting(ServerKey::purpose).containsExactlyInAnyOrder(KeyPurpose.values());
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.standing()).isEqualTo(KeyStanding.SIGNING);
            assertThat(key.keyId()).isEqualTo(1);
            assertThat(key.secret().reveal()).hasSize(32);
            assertThat(key.toString()).contains("‹redacted›");
        });
        assertThat(database.number("select count(*) from feed_commit where 'keys' = any(kinds)"))
                .isOne();
    }

    @Test
    void a_second_start_changes_nothing() {
        List<ServerKey> first = keys(master).ensure();

        assertThat(keys(master).ensure()).isEqualTo(first);
        assertThat(database.number("select count(*) from feed_commit")).isOne();
    }

    @Test
    void nodes_that_start_at_once_have_the_same_keys() {
        List<List<ServerKey>> nodes = Race.run(16, i -> keys(master).ensure());

        assertThat(nodes).allSatisfy(keys -> assertThat(keys).isEqualTo(nodes.getFirst()));
        assertThat(database.number("select count(*) from server_key")).isEqualTo(4);
    }

    @Test
    void a_purpose_whose_first_key_is_gone_gets_no_new_first_key() {
        keys(master).ensure();
        database.execute("update server_key set key_id = 7 where purpose = 'user_token'");

        assertThat(keys(master).load()).hasSize(4);
        assertThatThrownBy(() -> keys(master).ensure())
                .isInstanceOf(StartRefused.class); // sealed for row 1, stands in row 7
        assertThat(database.number("select count(*) from server_key")).isEqualTo(4);
    }

    @Test
    void a_wrong_master_key_refuses_the_start() {
        keys(master).ensure();

        assertThatThrownBy(() -> keys(MasterKey.generate()).ensure())
                .isInstanceOfSatisfying(StartRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("secrets.master-key-wrong");
                    assertThat(refused.sentence()).contains("secret.key-unknown");
                });
    }

    private ServerKeys keys(MasterKey key) {
        return new ServerKeys(database.transactions(), key, Dice.secure());
    }
}
