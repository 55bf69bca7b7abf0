package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.access.SessionId;
import io.holdfast.access.UserKeys;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.wire.token.TokenKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormTokensTest {
    private static final TokenKey OLD = new TokenKey(1, Dice.secure().bytes(32));
    private static final TokenKey NEW = new TokenKey(2, Dice.secure().bytes(32));

    private final SessionId session = SessionId.random();

    /** The keys that a node has; the first one signs. */
    private record Keys(List<TokenKey> known, boolean complete) implements UserKeys {
        @Override
        public Optional<TokenKey> signing() {
            return known.stream().findFirst();
        }

        @Override
        public Optional<TokenKey> key(int keyId) {
            return known.stream().filter(key -> key.keyId() == keyId).findFirst();
        }
    }

    @Test
    void a_form_is_taken_by_every_node_and_after_a_restart() {
        String token = node(OLD).of(session);

        assertThatCode(() -> node(OLD).require(session, token)).doesNotThrowAnyException();
        assertThatCode(() -> node(NEW, OLD).require(session, token)).doesNotThrowAnyException();
    }

    @Test
    void a_form_of_another_session_or_another_key_is_refused() {
        TokenKey forged = new TokenKey(1, Dice.secure().bytes(32));

        assertRefused(403, node(OLD), node(OLD).of(SessionId.random()));
        assertRefused(403, node(OLD), node(forged).of(session));
        assertRefused(403, node(NEW), node(OLD).of(session));
        assertRefused(403, node(NEW, OLD), node(OLD).of(session).replaceFirst("1", "2"));
    }

    @Test
    void what_is_no_token_is_refused() {
        String good = node(OLD).of(session);
        for (String bad : List.of("", ".", "1.", "1", "x.y", "-1.a", "99999999999.a", good + "x", " " + good)) {
            assertRefused(403, node(OLD), bad);
        }
    }

    @Test
    void a_key_that_may_only_be_late_here_is_no_reason_to_refuse_a_person() {
        String token = node(NEW).of(session);

        assertRefused(503, new FormTokens(new Keys(List.of(OLD), false)), token);
    }

    @Test
    void a_form_is_signed_with_a_key_of_its_own() {
        String direct = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(OLD.sign(session.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

        assertThat(node(OLD).of(session)).isNotEqualTo("1." + direct);
        assertRefused(403, node(OLD), "1." + direct);
    }

    private static FormTokens node(TokenKey... keys) {
        return new FormTokens(new Keys(List.of(keys), true));
    }

    private void assertRefused(int status, FormTokens tokens, String sent) {
        assertThatExceptionOfType(RefusedException.class)
                .as(sent)
                .isThrownBy(() -> tokens.require(session, sent))
                .satisfies(refused -> assertThat(refused.refusal().status()).isEqualTo(status));
    }
}
