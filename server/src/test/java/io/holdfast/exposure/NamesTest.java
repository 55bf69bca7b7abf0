package io.holdfast.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {

    @Test
    void a_slug_is_sixteen_letters_of_a_host_name_and_no_two_are_alike() {
        Dice dice = Dice.seeded(1);
        Set<String> seen = new HashSet<>();
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String slug = Slug.random(dice).text();
            assertThat(slug).matches("[a-z2-7]{16}");
            assertThat(seen.add(slug)).isTrue();
            slug.chars().forEach(letters::add);
        }
        assertThat(letters).hasSize(32);
    }

    @Test
    void what_is_no_slug_is_none() {
        for (String text :
                List.of("", "abc", "ABCDEFGHIJ234567", "abcdefghij234561", "abcdefghij2345678", "abcdefghij-34567")) {
            assertThat(Slug.parse(text)).as(text).isEmpty();
        }
    }

    private record Case(String network, String address, boolean inside) {}

    @Test
    void a_network_holds_the_addresses_that_begin_alike() {
        for (Case one : List.of(
                new Case("192.0.2.0/24", "192.0.2.255", true),
                new Case("192.0.2.0/24", "192.0.3.0", false),
                new Case("192.0.2.128/25", "192.0.2.127", false),
                new Case("192.0.2.128/25", "192.0.2.128", true),
                new Case("192.0.2.7", "192.0.2.7", true),
                new Case("192.0.2.7", "192.0.2.8", false),
                new Case("0.0.0.0/0", "255.255.255.255", true),
                new Case("0.0.0.0/0", "::1", false),
                new Case("2001:db8::/32", "2001:db8:ffff::1", true),
                new Case("2001:db8::/32", "2001:db9::1", false),
                new Case("::/0", "2001:db8::1", true),
                new Case("::/0", "10.0.0.1", false),
                new Case("::ffff:10.0.0.0/8", "10.1.2.3", true))) {
            assertThat(new Network(one.network()).contains(one.address()))
                    .as(one.toString())
                    .isEqualTo(one.inside());
        }
    }

    @Test
    void names_and_halves_are_no_networks() {
        for (String text : List.of(
                "",
                "localhost",
                "example.com",
                "10.1",
                "10.0.0.0/33",
                "::/129",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.256",
                "/8",
                "10.0.0.0/8/8",
                "fe80::1%eth0")) {
            assertThat(Network.parse(text)).as(text).isEmpty();
        }
    }

    @Test
    void a_password_is_known_by_its_digest_alone() {
        var digest = PasswordDigest.of(io.holdfast.platform.secrets.SecretText.of("correct horse"));
        assertThat(digest.matches("correct horse")).isTrue();
        assertThat(digest.matches("correct horsE")).isFalse();
        assertThat(PasswordDigest.stored(digest.bytes())).isEqualTo(digest);
        assertThat(digest.toString()).startsWith("‹redacted›");
    }
}
