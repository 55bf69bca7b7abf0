package io.holdfast.testing;

import io.holdfast.access.UserKeys;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;

/** One signing key, which a test may take away. */
public final class ManualKeys implements UserKeys {
    private final TokenKey key = new TokenKey(1, Dice.secure().bytes(32));
    private volatile boolean present = true;

    public void forget() {
        present = false;
    }

    @Override
    public Optional<TokenKey> signing() {
        return present ? Optional.of(key) : Optional.empty();
    }

    @Override
    public boolean complete() {
        return present;
    }

    @Override
    public Optional<TokenKey> key(int keyId) {
        return signing().filter(known -> known.keyId() == keyId);
    }
}
