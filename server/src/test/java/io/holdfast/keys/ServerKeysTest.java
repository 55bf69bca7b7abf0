package io.holdfast.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        // sealed for row 1, stands in row 7
        assertThat(keys(master).ensure()).extracting(ServerKey::purpose).doesNotContain(KeyPurpose.USER_TOKEN);
        assertThat(database.number("select count(*) from server_key")).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_cannot_be_opened_takes_nothing_from_the_others(KeyPurpose damaged) {
        keys(master).ensure();
        database.execute("update server_key set sealed = '\\x01' where purpose = ?", damaged.storedName());

        assertThat(keys(master).ensure())
                .extracting(ServerKey::purpose)
                .hasSize(3)
                .doesNotContain(damaged);
    }

    @Test
    void a_row_that_this_version_cannot_read_is_told_and_left_out() throws SQLException {
        keys(master).ensure();
        database.execute("alter table server_key drop constraint server_key_purpose_check");
        database.execute("update server_key set purpose = 'tomorrow' where purpose = 'user_token'");
        List<String> told = new ArrayList<>();

        try (Connection connection = database.database().connect()) {
            assertThat(ServerKeys.load(connection, (keyId, why) -> told.add(keyId + " " + why.getMessage())))
                    .hasSize(3);
            assertThatThrownBy(() -> ServerKeys.load(connection)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(told).singleElement().asString().contains("TOMORROW");
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
