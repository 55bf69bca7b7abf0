package io.holdfast.wire.mender;

/** The kinds of keys that devices may hold. */
public enum KeyAlgorithm {
    /** 2,048 to 8,192 bits; signs PKCS#1 v1.5 over SHA-256. */
    RSA,
    /** secp224r1, which the JDK reads but cannot verify. */
    ECDSA_P224,
    /** secp256r1. */
    ECDSA_P256,
    /** secp384r1. */
    ECDSA_P384,
    /** secp521r1. */
    ECDSA_P521,
    /** Signs the message itself, without a hash before it. */
    ED25519
}
