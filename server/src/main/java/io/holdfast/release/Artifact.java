package io.holdfast.release;

import java.time.Instant;
import java.util.List;

/**
 * A stored artifact.
 *
 * @param name the release it belongs to
 * @param contentsJson what the artifact says of itself, in the management API's form
 */
public record Artifact(
        ArtifactId id,
        String name,
        String description,
        BlobKey blob,
        long size,
        boolean signed,
        List<String> deviceTypes,
        String contentsJson,
        Instant modified) {

    public Artifact {
        deviceTypes = List.copyOf(deviceTypes);
    }
}
