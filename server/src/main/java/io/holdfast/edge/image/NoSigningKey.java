package io.holdfast.edge.image;

import io.holdfast.keys.KeyPurpose;

/** The image was asked to sign before it had a key: the first load has not happened, or the key could not be opened. 503. */
public final class NoSigningKey extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NoSigningKey(KeyPurpose purpose) {
        super("no key signs yet for " + purpose.storedName());
    }
}
