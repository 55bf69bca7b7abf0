package io.holdfast.release;

import java.time.Instant;
import java.util.List;

/**
 * A stored artifact.
 *
 * @param name the release it belongs to
 * @param deviceTypes that may install it, sorted
 * @param contentsJson what the artifact says of itself, in the management API's form
 */
public record Artifact(
        ArtifactId id,
        String name,
        String description,
        BlobKey blob,
        long size,
        Signing signing,
        List<String> deviceTypes,
        String contentsJson,
        Instant modified) {

    public Artifact {
        deviceTypes = List.copyOf(deviceTypes);
    }

    public boolean signed() {
        return signing instanceof Signing.Signed;
    }
}
