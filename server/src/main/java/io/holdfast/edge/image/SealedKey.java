package io.holdfast.edge.image;

/**
 * A signing key as it lies in the database and in the local store: closed.
 *
 * @param signing whether new tokens are signed with it; every one of them verifies
 */
public record SealedKey(KeyPurpose purpose, int keyId, byte[] sealed, boolean signing) {
    @Override
    public String toString() {
        return "SealedKey[purpose=" + purpose + ", keyId=" + keyId + ", sealed=‹redacted›]";
    }
}
