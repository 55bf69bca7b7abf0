package io.holdfast.wire.token;

import java.util.Optional;

/** Finds a signing key by its number; called for every token, so it answers from memory. */
@FunctionalInterface
public interface KeyLookup {
    /** The key with this number, if it is known here. */
    Optional<TokenKey> key(int keyId);
}
