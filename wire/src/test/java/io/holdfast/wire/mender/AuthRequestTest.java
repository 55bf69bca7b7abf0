package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthRequestTest {
    private static final String PEM = "-----BEGIN PUBLIC KEY-----\\n"
            + "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\\n-----END PUBLIC KEY-----\\n";

    @Test
    void the_body_of_mender_client_3_4_0_is_read_and_its_trailing_newline_is_signed() throws Exception {
        KeyPair pair = DeviceKeys.generate(KeyAlgorithm.RSA);
        StringBuilder json = new StringBuilder(
                "{\"id_data\":\"{\\\"mac\\\":\\\"52:54:00:12:34:56\\\"}\",\"tenant_token\":\"\",\"pubkey\":");
        byte[] body = JsonText.quote(json, DeviceKeys.pem(pair.getPublic()))
                .append("}\n")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        byte[] signature = DeviceKeys.sign(KeyAlgorithm.RSA, pair, body);

        AuthRequest request = AuthRequest.parse(body);

        assertThat(body.length).isBetween(700, 740);
        assertThat(request.identity().canonicalJson()).isEqualTo("{\"mac\":\"52:54:00:12:34:56\"}");
        assertThat(request.tenantToken()).isEmpty();
        assertThat(request.publicKey().verifies(body, signature)).isTrue();
        assertThat(request.publicKey()
                        .verifies(
                                new String(body, StandardCharsets.UTF_8).strip().getBytes(StandardCharsets.UTF_8),
                                signature))
                .isFalse();
    }

    @Test
    void unknown_keys_are_ignored_and_the_tenant_token_never_prints() {
        AuthRequest request = parse("{\"id_data\":\"{\\\"sn\\\":\\\"1\\\"}\",\"pubkey\":\"" + PEM
                + "\",\"tenant_token\":\"ey.secret\",\"tier\":\"micro\",\"x\":[{}]}");

        assertThat(request.tenantToken()).hasValue("ey.secret");
        assertThat(request.toString()).doesNotContain("secret").contains("‹redacted›");
    }

    @Test
    void an_absent_tenant_token_is_none() {
        assertThat(parse("{\"id_data\":\"{\\\"a\\\":1}\",\"pubkey\":\"" + PEM + "\"}")
                        .tenantToken())
                .isEmpty();
        assertThat(parse("{\"id_data\":\"{\\\"a\\\":1}\",\"pubkey\":\"" + PEM + "\",\"tenant_token\":null}")
                        .tenantToken())
                .isEmpty();
    }

    @Test
    void what_is_missing_or_of_the_wrong_type_is_named() {
        assertRefused("request.field-missing", () -> parse("{\"pubkey\":\"" + PEM + "\"}"));
        assertRefused("request.field-missing", () -> parse("{\"id_data\":\"{\\\"a\\\":1}\"}"));
        assertRefused("request.wrong-type", () -> parse("{\"id_data\":{\"a\":1},\"pubkey\":\"" + PEM + "\"}"));
        assertRefused("request.wrong-type", () -> parse("{\"id_data\":\"{\\\"a\\\":1}\",\"pubkey\":7}"));
        assertRefused(
                "request.wrong-type",
                () -> parse("{\"id_data\":\"{\\\"a\\\":1}\",\"pubkey\":\"" + PEM + "\",\"tenant_token\":7}"));
        assertRefused("request.wrong-type", () -> parse("[]"));
        assertRefused("request.malformed-json", () -> parse("{"));
        assertRefused("request.too-large", () -> AuthRequest.parse(new byte[AuthRequest.MAX_BYTES + 1]));
        assertRefused("auth.key-undecodable", () -> parse("{\"id_data\":\"{\\\"a\\\":1}\",\"pubkey\":\"no\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "true"})
    void an_identity_that_is_no_object_is_refused(String idData) {
        assertRefused("auth.identity-not-an-object", () -> IdentityData.parse(idData));
    }

    @Test
    void an_identity_that_is_empty_broken_unstorable_or_large_is_refused() {
        assertRefused("auth.identity-empty", () -> IdentityData.parse("{}"));
        assertRefused("request.malformed-json", () -> IdentityData.parse(""));
        assertRefused("request.malformed-json", () -> IdentityData.parse("{\"a\":1} x"));
        assertRefused("request.duplicate-key", () -> IdentityData.parse("{\"a\":1,\"a\":2}"));
        assertRefused("request.text-not-storable", () -> IdentityData.parse("{\"a\":\"\\u0000\"}"));
        assertRefused("request.too-large", () -> IdentityData.parse("{\"a\":\"" + "x".repeat(4096) + "\"}"));
    }

    @Test
    void the_order_of_keys_does_not_make_another_device_and_the_hash_never_changes() {
        IdentityData one = IdentityData.parse("{\"sn\":\"42\", \"mac\":{\"b\":1,\"a\":[1.0]}}");
        IdentityData two = IdentityData.parse("{\"mac\":{\"a\":[1],\"b\":1},\"sn\":\"42\"}");

        assertThat(one).isEqualTo(two);
        assertThat(one.sha256()).isEqualTo(two.sha256()).hasSize(32);
        // SHA-256 of {"mac":"x"}: stored as the device's key, so it may never change
        assertThat(HexFormat.of()
                        .formatHex(IdentityData.parse("{\"mac\":\"x\"}").sha256()))
                .isEqualTo("9ef4bbb6770d71a4200fb880db09e3e9f9ddf0f44aeec9deefff4bb6bd8fb273");
    }

    private static AuthRequest parse(String body) {
        return AuthRequest.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
