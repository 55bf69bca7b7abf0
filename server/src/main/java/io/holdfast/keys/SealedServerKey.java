package io.holdfast.keys;

import io.holdfast.platform.secrets.SealedSecret;

/** One signing key as it is stored, in the database and in a node's local store. */
public record SealedServerKey(KeyPurpose purpose, int keyId, KeyStanding standing, SealedSecret sealed) {}
