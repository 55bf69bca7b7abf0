package io.holdfast.wire.token;

import static io.holdfast.wire.token.TokenSamples.KEY;
import static io.holdfast.wire.token.TokenSamples.KEYS;
import static io.holdfast.wire.token.TokenSamples.USER;
import static io.holdfast.wire.token.TokenSamples.payloadJson;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UserTokensTest {

    @Test
    void a_minted_token_is_read_back_with_and_without_expiry() {
        UserToken endless =
                new UserToken(USER.userId(), USER.sessionId(), USER.tenantId(), USER.issuedAt(), OptionalLong.empty());

        assertThat(UserTokens.read(UserTokens.mint(USER, KEY), KEYS)).isEqualTo(new UserTokenOutcome.Valid(USER));
        assertThat(UserTokens.read(UserTokens.mint(endless, KEY), KEYS)).isEqualTo(new UserTokenOutcome.Valid(endless));
        assertThat(payloadJson(UserTokens.mint(USER, KEY)))
                .contains("\"scp\":\"mender.*\"", "\"mender.user\":true", "\"exp\":99");
        assertThat(payloadJson(UserTokens.mint(endless, KEY))).doesNotContain("\"exp\"");
    }

    @Test
    void the_outcomes_are_those_of_device_tokens() {
        String token = UserTokens.mint(USER, KEY);
        String tampered = (token.charAt(80) == 'A' ? "B" : "A") + token.substring(81);

        assertThat(UserTokens.read("", KEYS)).isEqualTo(new UserTokenOutcome.Malformed());
        assertThat(UserTokens.read(token.substring(0, 80) + tampered, KEYS))
                .isEqualTo(new UserTokenOutcome.BadSignature());
        assertThat(UserTokens.read(UserTokens.mint(USER, new TokenKey(9, TokenSamples.secret(3))), KEYS))
                .isEqualTo(new UserTokenOutcome.UnknownKey(9));
    }
}
