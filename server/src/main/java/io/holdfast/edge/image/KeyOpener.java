package io.holdfast.edge.image;

import io.holdfast.wire.token.TokenKey;
import java.security.GeneralSecurityException;

/** Opens sealed signing keys. Called by the applier only, when the keys change. */
@FunctionalInterface
public interface KeyOpener {
    /** @throws GeneralSecurityException when it was sealed by another master key, in an unknown form, or was changed */
    TokenKey open(SealedKey key) throws GeneralSecurityException;
}
