package io.holdfast.keys;

/**
 * One signing key as it lies in the database and in a node's local store: closed.
 *
 * @param sealed as it was stored; whether it can be read is found out when it is opened, so that one that cannot stands in nobody's way
 */
public record SealedServerKey(KeyPurpose purpose, int keyId, KeyStanding standing, byte[] sealed) {

    /** Whether new tokens are signed with it; every one of them verifies. */
    public boolean signing() {
        return standing == KeyStanding.SIGNING;
    }

    @Override
    public String toString() {
        return "SealedServerKey[purpose=" + purpose + ", keyId=" + keyId + ", standing=" + standing
                + ", sealed=‹redacted›]";
    }
}
