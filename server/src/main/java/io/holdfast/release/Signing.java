package io.holdfast.release;

import io.holdfast.wire.artifact.ManifestSignature;
import java.util.List;

/** Whether an artifact is signed, how, and whether a key of its tenant made the signature. */
public sealed interface Signing {

    record Unsigned() implements Signing {}

    /**
     * Signed.
     *
     * @param verifiedBy the tenant's keys that made it; empty when it was signed with a key that the tenant has not added
     */
    record Signed(ManifestSignature.Algorithm algorithm, List<KeyName> verifiedBy) implements Signing {
        public Signed {
            verifiedBy = List.copyOf(verifiedBy);
        }
    }

    /** A signing key as people know it. */
    record KeyName(SigningKeyId id, String name) {}
}
