package io.holdfast.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Race;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordTest {
    private static final Email OWNER = new Email("ada@example.com");

    private final PasswordHasher hasher = new PasswordHasher(AccessFixture.CHEAP, 4, Dice.secure());

    @ParameterizedTest
    @CsvSource({
        "'',password.too-short",
        "elevenchars,password.too-short",
        "aaaaaaaaaaaaaaaa,password.too-simple",
        "my ada@EXAMPLE.com,password.too-simple"
    })
    void a_weak_password_is_refused_and_says_why(String text, String code) {
        assertThat(Password.chosen(text, OWNER))
                .isInstanceOfSatisfying(
                        Password.Judged.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void a_password_longer_than_one_kibibyte_is_refused() {
        assertThat(Password.chosen("abcd".repeat(257), OWNER))
                .isInstanceOfSatisfying(
                        Password.Judged.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("password.too-long"));
    }

    @Test
    void twelve_characters_are_enough_and_letters_count_not_bytes() {
        assertThat(Password.chosen("twelve chars", OWNER)).isInstanceOf(Password.Judged.Good.class);
        assertThat(Password.chosen("äöüßéèñçåøæþ", OWNER)).isInstanceOf(Password.Judged.Good.class);
        assertThat(Password.chosen("äöüßéèñçåøæ", OWNER)).isInstanceOf(Password.Judged.Refused.class);
    }

    @Test
    void a_password_matches_only_its_own_hash_and_however_its_letters_were_composed() {
        PasswordHash hash = hasher.hash(Password.typed("crème brûlée 1"));

        assertThat(hasher.matches(Password.typed("cre\u0300me bru\u0302le\u0301e 1"), hash))
                .isTrue();
        assertThat(hasher.matches(Password.typed("creme brulee 1"), hash)).isFalse();
        assertThat(hasher.hash(Password.typed("crème brûlée 1"))).isNotEqualTo(hash);
    }

    @Test
    void a_hash_of_another_cost_still_matches_and_is_outdated() {
        PasswordHash old = hasher.hash(Password.typed("correct horse"));
        PasswordHasher today = new PasswordHasher(new PasswordHasher.Cost(128, 2, 1), 4, Dice.secure());

        assertThat(today.matches(Password.typed("correct horse"), old)).isTrue();
        assertThat(today.outdated(old)).isTrue();
        assertThat(today.outdated(today.hash(Password.typed("correct horse")))).isFalse();
    }

    @Test
    void the_real_cost_is_at_least_what_owasp_asks_for() {
        PasswordHash hash =
                new PasswordHasher(PasswordHasher.Cost.OWASP, 1, Dice.secure()).hash(Password.typed("correct horse"));

        assertThat(hash.phc()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void more_hashes_at_once_than_places_are_refused_with_503_and_not_queued_for_long() {
        PasswordHasher slow = new PasswordHasher(new PasswordHasher.Cost(256 * 1024, 6, 1), 1, Dice.secure());
        AtomicInteger refused = new AtomicInteger();

        List<Boolean> hashed = Race.run(6, racer -> {
            try {
                slow.hash(Password.typed("correct horse"));
                return true;
            } catch (RefusedException busy) {
                assertThat(busy.refusal().status()).isEqualTo(503);
                refused.incrementAndGet();
                return false;
            }
        });

        assertThat(hashed).contains(true, false);
        assertThat(refused.get()).isPositive();
    }

    @Test
    void neither_a_password_nor_its_hash_is_ever_printed() {
        PasswordHash hash = hasher.hash(Password.typed("correct horse"));

        assertThat(Password.typed("correct horse") + " " + hash)
                .doesNotContain("correct")
                .doesNotContain("argon2");
    }
}
