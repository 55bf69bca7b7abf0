package io.holdfast.assembly;

import io.holdfast.access.UserKeys;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;

/** The keys of people's tokens, as the fleet image has them. */
record SigningKeys(FleetImage image) implements UserKeys {

    @Override
    public Optional<TokenKey> signing() {
        return image.tokenKeys().ring(KeyPurpose.USER_TOKEN).signing();
    }

    @Override
    public boolean complete() {
        return image.fresh() && image.tokenKeys().complete(KeyPurpose.USER_TOKEN);
    }

    @Override
    public Optional<TokenKey> key(int keyId) {
        return image.tokenKeys().userTokens().key(keyId);
    }
}
