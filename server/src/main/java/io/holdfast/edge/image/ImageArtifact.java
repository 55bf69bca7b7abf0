package io.holdfast.edge.image;

import io.holdfast.release.ArtifactId;
import java.util.List;

/** An artifact that a deployment offers; frozen with the deployment. {@code size} in bytes. */
public record ImageArtifact(ArtifactId id, String name, List<String> deviceTypes, String blobKey, long size) {
    public ImageArtifact {
        deviceTypes = List.copyOf(deviceTypes);
    }
}
