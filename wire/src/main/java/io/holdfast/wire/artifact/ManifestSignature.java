package io.holdfast.wire.artifact;

/**
 * What an artifact's signature covers and says; not verified here, since only the devices' owner knows the key.
 *
 * @param manifest the signed text, byte for byte ASCII
 * @param base64 RSA PKCS#1 v1.5 with SHA-256, or 64 bytes r and s of ECDSA P-256
 */
public record ManifestSignature(String manifest, String base64) {}
