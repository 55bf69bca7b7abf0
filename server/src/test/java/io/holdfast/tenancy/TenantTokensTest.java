package io.holdfast.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTokensTest {
    private final TenantId tenant = TenantId.random();
    private final TokenKey key = new TokenKey(3, "0123456789abcdef0123456789abcdef".getBytes());
    private final KeyLookup keys = id -> id == 3 ? Optional.of(key) : Optional.empty();

    @Test
    void a_minted_token_reads_as_its_tenant() {
        assertThat(TenantTokens.read(TenantTokens.mint(tenant, key), keys))
                .isEqualTo(new TenantTokens.Reading.Good(tenant));
    }

    @Test
    void a_change_of_any_character_is_refused() {
        String token = TenantTokens.mint(tenant, key);
        for (int at = 0; at < token.length(); at++) {
            for (char other : "A0b-_.".toCharArray()) {
                if (token.charAt(at) != other) {
                    String changed = token.substring(0, at) + other + token.substring(at + 1);
                    assertThat(TenantTokens.read(changed, keys)).isNotInstanceOf(TenantTokens.Reading.Good.class);
                }
            }
        }
    }

    @Test
    void a_key_that_is_not_known_here_is_not_called_bad() {
        TokenKey newer = new TokenKey(4, new byte[32]);

        assertThat(TenantTokens.read(TenantTokens.mint(tenant, newer), keys))
                .isEqualTo(new TenantTokens.Reading.UnknownKey(4));
    }

    @Test
    void a_token_signed_with_another_secret_of_the_same_number_is_bad() {
        assertThat(TenantTokens.read(TenantTokens.mint(tenant, new TokenKey(3, new byte[32])), keys))
                .isEqualTo(new TenantTokens.Reading.Bad());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hft1",
                "hft1...",
                "hft1.3.x.y",
                "eyJhbGciOiJIUzI1NiJ9.e30.x",
                "hft1.0.AAAAAAAAAAAAAAAAAAAAAA.x"
            })
    void anything_else_is_bad(String text) {
        assertThat(TenantTokens.read(text, keys)).isEqualTo(new TenantTokens.Reading.Bad());
    }
}
