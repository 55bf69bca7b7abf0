package io.holdfast.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.AuthSignature;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Requests whose signature was checked lately. RSA and Ed25519 signatures are deterministic and the body carries no nonce, so a
 * device's next request is the same bytes: one SHA-256 replaces the check. The device's record is still asked each time.
 */
final class RecentProofs {
    /** 100,000 entries of about 200 B: 20 MB for the devices that come most often. */
    private static final int ENTRIES_MAX = 100_000;

    private final Cache<Digest, Proof> proofs =
            Caffeine.newBuilder().maximumSize(ENTRIES_MAX).build();

    record Proof(TenantId tenant, DeviceId device, AuthSetId authSet) {}

    /** SHA-256 of body and signature. Value equality by content. */
    record Digest(byte[] sha256) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Digest that && Arrays.equals(sha256, that.sha256);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sha256);
        }
    }

    static Digest digest(byte[] body, AuthSignature signature) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(body);
            // The signature's length is fixed by its key, which is in the body: no separator is needed.
            return new Digest(sha256.digest(signature.bytes()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    Optional<Proof> find(Digest digest) {
        return Optional.ofNullable(proofs.getIfPresent(digest));
    }

    void remember(Digest digest, ImageDevice device) {
        proofs.put(digest, new Proof(device.tenant(), device.id(), device.authSet()));
    }
}
