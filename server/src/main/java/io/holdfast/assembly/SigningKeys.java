package io.holdfast.assembly;

import io.holdfast.edge.image.KeyOpener;
import io.holdfast.edge.image.SealedKey;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.keys.ServerKey;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.wire.token.TokenKey;

/** Opens the signing keys that the fleet image carries, with this node's master key. */
final class SigningKeys {
    private SigningKeys() {}

    static KeyOpener opener(MasterKey master) {
        io.holdfast.keys.KeyOpener opener = io.holdfast.keys.KeyOpener.with(master);
        return key -> {
            ServerKey opened = opener.open(stored(key));
            return new TokenKey(opened.keyId(), opened.secret().reveal());
        };
    }

    private static SealedServerKey stored(SealedKey key) {
        return new SealedServerKey(
                KeyPurpose.stored(key.purpose().storedName()),
                key.keyId(),
                key.signing() ? KeyStanding.SIGNING : KeyStanding.VERIFYING,
                SealedSecret.parse(key.sealed()));
    }
}
