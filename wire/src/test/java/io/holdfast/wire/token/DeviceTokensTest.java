package io.holdfast.wire.token;

import static io.holdfast.wire.token.TokenSamples.DEVICE;
import static io.holdfast.wire.token.TokenSamples.KEY;
import static io.holdfast.wire.token.TokenSamples.KEYS;
import static io.holdfast.wire.token.TokenSamples.OTHER;
import static io.holdfast.wire.token.TokenSamples.USER;
import static io.holdfast.wire.token.TokenSamples.encoded;
import static io.holdfast.wire.token.TokenSamples.forged;
import static io.holdfast.wire.token.TokenSamples.payloadJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTokensTest {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"7\"}";
    private static final String TOKEN = DeviceTokens.mint(DEVICE, KEY);

    @Test
    void a_minted_token_is_read_back() {
        assertThat(DeviceTokens.read(TOKEN, KEYS)).isEqualTo(new TokenOutcome.Valid(DEVICE));
        assertThat(DeviceTokens.read(TOKEN.getBytes(StandardCharsets.US_ASCII), KEYS))
                .isEqualTo(new TokenOutcome.Valid(DEVICE));
    }

    @Test
    void a_token_has_the_claims_that_mender_clients_and_pages_know() {
        JsonValue.Obj claims = StrictJson.readObject(payloadJson(TOKEN).getBytes(StandardCharsets.UTF_8), 2048);

        assertThat(TOKEN).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}");
        assertThat(claims.canonical())
                .isEqualTo("{\"exp\":1795604800,\"holdfast.seq\":123456789012,\"iat\":1795000000,\"iss\":\"Mender\","
                        + "\"jti\":\"7c9e6679-7425-40de-944b-e07fc1f90ae7\",\"mender.addons\":"
                        + "[{\"enabled\":true,\"name\":\"configure\"},{\"enabled\":true,\"name\":\"troubleshoot\"},"
                        + "{\"enabled\":true,\"name\":\"monitor\"}],\"mender.device\":true,\"mender.plan\":\"enterprise\","
                        + "\"mender.tenant\":\"ffffffff-ffff-4fff-bfff-ffffffffffff\",\"mender.trial\":false,"
                        + "\"sub\":\"0f8fad5b-d9cb-469f-a165-70867728950e\"}");
    }

    @Test
    void a_change_of_any_letter_to_any_kind_of_letter_is_noticed() {
        for (int i = 0; i < TOKEN.length(); i++) {
            for (char letter : new char[] {'A', '_', '.', '=', '+', ' ', '\n', '\0', 'é', '中'}) {
                if (TOKEN.charAt(i) != letter) {
                    String tampered = TOKEN.substring(0, i) + letter + TOKEN.substring(i + 1);
                    assertThat(DeviceTokens.read(tampered, KEYS))
                            .as("letter %d to %s", i, letter)
                            .isNotInstanceOf(TokenOutcome.Valid.class);
                }
            }
        }
    }

    @Test
    void the_last_letters_have_one_spelling() {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int valid = 0;
        for (char last : letters.toCharArray()) {
            String spelled = TOKEN.substring(0, TOKEN.length() - 1) + last;
            if (DeviceTokens.read(spelled, KEYS) instanceof TokenOutcome.Valid) {
                valid++;
            }
        }
        assertThat(valid).isOne();
    }

    @Test
    void every_truncation_and_every_addition_is_refused() {
        for (int length = 0; length < TOKEN.length(); length++) {
            assertThat(DeviceTokens.read(TOKEN.substring(0, length), KEYS)).isNotInstanceOf(TokenOutcome.Valid.class);
        }
        for (String more : new String[] {"A", ".", "=", " ", "\n", ".AAAA"}) {
            assertThat(DeviceTokens.read(TOKEN + more, KEYS)).isNotInstanceOf(TokenOutcome.Valid.class);
            assertThat(DeviceTokens.read(more + TOKEN, KEYS)).isNotInstanceOf(TokenOutcome.Valid.class);
        }
        assertThat(DeviceTokens.read("A".repeat(1_000_000), KEYS)).isEqualTo(new TokenOutcome.Malformed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"none\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"alg\":\"None\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"alg\":\"HS384\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"alg\":\"hs256\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"kid\":\"7\"}",
                "{\"alg\":\"HS256\",\"kid\":\"7\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":7}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"07\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"-7\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"+7\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"7a\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"2147483648\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"99999999999\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"../../dev/null\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"7\",\"jwk\":{}}",
                "{ \"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"7\"}",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"7\"} ",
                "{}",
                ""
            })
    void only_our_own_header_is_read_even_when_the_signature_is_right(String header) {
        assertThat(DeviceTokens.read(forged(header, payloadJson(TOKEN), KEY), KEYS))
                .isEqualTo(new TokenOutcome.Malformed());
    }

    @Test
    void a_token_without_a_signature_is_malformed() {
        String none = encoded("{\"alg\":\"none\"}") + "." + encoded(payloadJson(TOKEN)) + ".";

        assertThat(DeviceTokens.read(none, KEYS)).isEqualTo(new TokenOutcome.Malformed());
    }

    @Test
    void an_unknown_key_is_told_apart_from_a_bad_signature() {
        String unknown = DeviceTokens.mint(DEVICE, new TokenKey(9, TokenSamples.secret(3)));
        String wrongKey = DeviceTokens.mint(DEVICE, new TokenKey(7, TokenSamples.secret(3)));
        String wrongKid = forged(HEADER.replace("7", "8"), payloadJson(TOKEN), KEY);

        assertThat(DeviceTokens.read(unknown, KEYS)).isEqualTo(new TokenOutcome.UnknownKey(9));
        assertThat(DeviceTokens.read(wrongKey, KEYS)).isEqualTo(new TokenOutcome.BadSignature());
        assertThat(DeviceTokens.read(wrongKid, KEYS)).isEqualTo(new TokenOutcome.BadSignature());
        assertThat(DeviceTokens.read(TOKEN, id -> Optional.of(OTHER))).isEqualTo(new TokenOutcome.BadSignature());
        assertThat(DeviceTokens.read(TOKEN, id -> Optional.empty())).isEqualTo(new TokenOutcome.UnknownKey(7));
    }

    @Test
    void a_signed_payload_of_another_form_is_not_a_device_token() {
        String payload = payloadJson(TOKEN);
        for (String other : new String[] {
            "{}",
            payload + " ",
            payload.substring(0, payload.length() - 1),
            payload.replace("\"iss\":\"Mender\"", "\"iss\":\"mender\""),
            payload.replace("mender.device\":true", "mender.device\":false"),
            payload.replace("0f8fad5b", "0F8FAD5B"),
            payload.replace("0f8fad5b-", "0f8fad5b_"),
            payload.replace("1795604800", "-1"),
            payload.replace("1795604800", ""),
            payload.replace("1795604800", "1234567890123456789012")
        }) {
            assertThat(DeviceTokens.read(forged(HEADER, other, KEY), KEYS))
                    .as(other)
                    .isEqualTo(new TokenOutcome.NotADeviceToken());
        }
    }

    @Test
    void user_and_device_tokens_are_never_taken_for_each_other() {
        assertThat(DeviceTokens.read(UserTokens.mint(USER, KEY), KEYS)).isEqualTo(new TokenOutcome.NotADeviceToken());
        assertThat(UserTokens.read(TOKEN, KEYS)).isEqualTo(new UserTokenOutcome.NotAUserToken());
    }

    @Test
    void keys_guard_their_secrets() {
        byte[] secret = TokenSamples.secret(1);
        TokenKey key = new TokenKey(7, secret);
        java.util.Arrays.fill(secret, (byte) 0);

        assertThat(key).hasToString("TokenKey[keyId=7, secret=‹redacted›]");
        assertThat(DeviceTokens.mint(DEVICE, key)).isEqualTo(TOKEN);
        assertThatThrownBy(() -> new TokenKey(1, new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TokenKey(-1, new byte[32])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void one_key_serves_many_threads() throws Exception {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var readings = new java.util.ArrayList<java.util.concurrent.Future<TokenOutcome>>();
            for (int i = 0; i < 2_000; i++) {
                readings.add(threads.submit(() -> DeviceTokens.read(TOKEN, KEYS)));
            }
            for (var reading : readings) {
                assertThat(reading.get()).isEqualTo(new TokenOutcome.Valid(DEVICE));
            }
        }
    }
}
