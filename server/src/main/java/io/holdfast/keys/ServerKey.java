package io.holdfast.keys;

import io.holdfast.platform.secrets.SecretBytes;
import io.holdfast.wire.token.TokenKey;

/** One opened signing key. */
public record ServerKey(KeyPurpose purpose, int keyId, KeyStanding standing, SecretBytes secret) {

    /** As tokens are signed and verified with it. */
    public TokenKey tokenKey() {
        return new TokenKey(keyId, secret.reveal());
    }
}
