package io.holdfast.access;

import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.util.Optional;

/** The keys of people's tokens, from memory. */
public interface UserKeys extends KeyLookup {

    /** The key that new tokens are signed with; empty before the keys were read for the first time. */
    Optional<TokenKey> signing();

    /** False while a key may exist that this node does not have: an unknown number is then our trouble, not the caller's. */
    boolean complete();
}
