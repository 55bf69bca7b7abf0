package io.holdfast.testing;

import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.keys.ServerKey;
import io.holdfast.platform.secrets.SecretBytes;
import io.holdfast.wire.token.TokenKey;

/** Signing keys that need no master key: what is sealed is the secret itself. */
public final class TestKeys {
    public static final KeyOpener OPENER =
            key -> new ServerKey(key.purpose(), key.keyId(), key.standing(), SecretBytes.of(key.sealed()));

    /** Opens every key to the same secret, for where only it matters which keys there are. */
    public static final KeyOpener SAME_FOR_ALL = key -> new ServerKey(
            key.purpose(), key.keyId(), key.standing(), SecretBytes.of(new byte[TokenKey.MIN_SECRET_BYTES]));

    /** As with a wrong master key. */
    public static final KeyOpener CLOSED = key -> {
        throw new IllegalStateException("another master key");
    };

    private TestKeys() {}

    /** The first key of a purpose, all zeros. */
    public static SealedServerKey first(KeyPurpose purpose) {
        return new SealedServerKey(purpose, 1, KeyStanding.SIGNING, new byte[TokenKey.MIN_SECRET_BYTES]);
    }
}
