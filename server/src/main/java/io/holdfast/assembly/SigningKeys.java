package io.holdfast.assembly;

import io.holdfast.access.UserKeys;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.KeyOpener;
import io.holdfast.edge.image.SealedKey;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyStanding;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.keys.ServerKey;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.platform.secrets.UnreadableSecret;
import io.holdfast.wire.token.TokenKey;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Opens the signing keys that the fleet image carries, with this node's master key. */
final class SigningKeys {
    private SigningKeys() {}

    static KeyOpener opener(MasterKey master) {
        io.holdfast.keys.KeyOpener opener = io.holdfast.keys.KeyOpener.with(master);
        return key -> {
            try {
                ServerKey opened = opener.open(stored(key));
                return new TokenKey(opened.keyId(), opened.secret().reveal());
            } catch (UnreadableSecret closed) {
                throw new GeneralSecurityException(closed);
            }
        };
    }

    /** The keys of people's tokens, as the image has them. */
    static UserKeys ofUsers(FleetImage image) {
        return new UserKeys() {
            @Override
            public Optional<TokenKey> signing() {
                return image.tokenKeys()
                        .ring(io.holdfast.edge.image.KeyPurpose.USER_TOKEN)
                        .signing();
            }

            @Override
            public boolean complete() {
                return image.fresh();
            }

            @Override
            public Optional<TokenKey> key(int keyId) {
                return image.tokenKeys().userTokens().key(keyId);
            }
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
