package io.holdfast.keys;

import io.holdfast.platform.secrets.SecretBytes;

/** One opened signing key. */
public record ServerKey(KeyPurpose purpose, int keyId, KeyStanding standing, SecretBytes secret) {}
