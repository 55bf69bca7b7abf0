package io.holdfast.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealedSecretTest {
    private static final SecretBytes SECRET = SecretBytes.of("the-secret-itself".getBytes(StandardCharsets.UTF_8));
    private static final SecretPlace PLACE = new SecretPlace("webhook", "42");

    private final MasterKey master = MasterKey.generate();

    @Test
    void a_sealed_secret_opens_in_its_place() {
        byte[] stored = master.seal(SECRET, PLACE).bytes();

        assertThat(master.open(SealedSecret.parse(stored), PLACE)).isEqualTo(SECRET);
    }

    @Test
    void a_flip_of_any_bit_of_any_byte_is_refused() {
        byte[] stored = master.seal(SECRET, PLACE).bytes();
        for (int at = 0; at < stored.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = stored.clone();
                changed[at] ^= (byte) (1 << bit);
                refused(changed, PLACE, "secret.");
            }
        }
    }

    @Test
    void every_truncation_is_refused() {
        byte[] stored = master.seal(SECRET, PLACE).bytes();
        for (int length = 0; length < stored.length; length++) {
            refused(java.util.Arrays.copyOf(stored, length), PLACE, "secret.");
        }
    }

    @Test
    void a_secret_copied_to_another_place_is_refused() {
        byte[] stored = master.seal(SECRET, PLACE).bytes();

        refused(stored, new SecretPlace("webhook", "43"), "secret.tampered");
        refused(stored, new SecretPlace("webhook4", "2"), "secret.tampered");
        refused(stored, new SecretPlace("other", "42"), "secret.tampered");
    }

    @Test
    void another_master_key_is_named_as_the_reason() {
        byte[] stored = MasterKey.generate().seal(SECRET, PLACE).bytes();

        refused(stored, PLACE, "secret.key-unknown");
    }

    @Test
    void after_a_rotation_old_secrets_open_and_new_ones_name_the_new_key() {
        // Given
        SealedSecret old = master.seal(SECRET, PLACE);

        // When
        MasterKey rotated = master.rotated();

        // Then
        SealedSecret fresh = rotated.seal(SECRET, PLACE);
        assertThat(rotated.open(old, PLACE)).isEqualTo(SECRET);
        assertThat(rotated.open(fresh, PLACE)).isEqualTo(SECRET);
        assertThat(fresh.keyId()).isNotEqualTo(old.keyId());
        refused(fresh.bytes(), PLACE, "secret.key-unknown");
    }

    @Test
    void nothing_that_holds_a_secret_prints_it() {
        assertThat(SECRET).hasToString("‹redacted›");
        assertThat(master).hasToString("MasterKey[‹redacted›]");
        assertThat(master.seal(SECRET, PLACE).toString()).contains("‹redacted›");
    }

    private void refused(byte[] stored, SecretPlace place, String code) {
        assertThatThrownBy(() -> master.open(SealedSecret.parse(stored), place))
                .isInstanceOfSatisfying(
                        UnreadableSecret.class, e -> assertThat(e.code()).startsWith(code));
    }
}
