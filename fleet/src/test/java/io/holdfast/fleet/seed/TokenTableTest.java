package io.holdfast.fleet.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TokenTableTest {
    private final TokenKey key = new TokenKey(1, new byte[32]);
    private final UUID tenant = UUID.randomUUID();

    @Test
    void every_token_comes_out_as_it_went_in() {
        int count = 50_000;

        TokenTable table = TokenTable.of(count, this::mint);

        for (int i = 0; i < count; i += 997) {
            assertThat(table.text(i)).isEqualTo(mint(i));
        }
        assertThat(table.text(count - 1)).isEqualTo(mint(count - 1));
        assertThat(DeviceTokens.read(table.text(count - 1), id -> Optional.of(key))
                        .toString())
                .contains(SeededIds.device(count - 1).toString());
    }

    @Test
    void tokens_that_differ_elsewhere_are_refused() {
        assertThatThrownBy(() -> TokenTable.of(10_000, i -> i == 5 ? "X" + mint(i).substring(1) : mint(i)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private String mint(int n) {
        return DeviceTokens.mint(new DeviceToken(SeededIds.device(n), SeededIds.authSet(n), tenant, 1, 2, 0), key);
    }
}
