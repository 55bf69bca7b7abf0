package io.holdfast.edge.image;

import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.wire.token.TokenKey;

/** Opens sealed signing keys. Called by the applier only, when the keys change. */
@FunctionalInterface
public interface KeyOpener {
    /** Throws a {@link RuntimeException} when it was sealed by another master key, in an unknown form, or was changed. */
    TokenKey open(SealedKey key);

    /** Opens with the node's master key. */
    static KeyOpener with(io.holdfast.keys.KeyOpener keys) {
        return key -> {
            KeyStanding standing = key.signing() ? KeyStanding.SIGNING : KeyStanding.VERIFYING;
            io.holdfast.keys.KeyPurpose purpose =
                    io.holdfast.keys.KeyPurpose.stored(key.purpose().storedName());
            SealedSecret sealed = SealedSecret.parse(key.sealed());
            return new TokenKey(
                    key.keyId(),
                    keys.open(new SealedServerKey(purpose, key.keyId(), standing, sealed))
                            .secret()
                            .reveal());
        };
    }
}
