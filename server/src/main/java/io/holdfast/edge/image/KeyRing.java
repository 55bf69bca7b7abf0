package io.holdfast.edge.image;

import io.holdfast.keys.KeyPurpose;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.util.Map;
import java.util.Optional;

/** The keys of one purpose: all that verify, and the one that signs. */
public record KeyRing(Optional<TokenKey> signing, Map<Integer, TokenKey> verifying) implements KeyLookup {
    static final KeyRing EMPTY = new KeyRing(Optional.empty(), Map.of());

    public KeyRing {
        verifying = Map.copyOf(verifying);
    }

    @Override
    public Optional<TokenKey> key(int keyId) {
        return Optional.ofNullable(verifying.get(keyId));
    }

    TokenKey signingOrThrow(KeyPurpose purpose) {
        return signing.orElseThrow(() -> new NoSigningKey(purpose));
    }
}
