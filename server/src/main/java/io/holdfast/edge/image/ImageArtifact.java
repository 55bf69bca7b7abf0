package io.holdfast.edge.image;

import io.holdfast.release.ArtifactId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An artifact that a deployment offers; frozen with the deployment.
 *
 * @param size in bytes
 * @param depends what a device must provide to install it, each with the values that will do; the device type is not among them
 */
public record ImageArtifact(
        ArtifactId id,
        String name,
        List<String> deviceTypes,
        String blobKey,
        long size,
        Map<String, List<String>> depends) {
    /** The one with more dependencies was made for fewer devices; between equals every node takes the same. */
    static final Comparator<ImageArtifact> MOST_PARTICULAR_FIRST = Comparator.comparingInt(
                    (ImageArtifact artifact) -> -artifact.depends().size())
            .thenComparing(artifact -> artifact.id().value());

    /** One that depends on the device type alone. */
    public ImageArtifact(ArtifactId id, String name, List<String> deviceTypes, String blobKey, long size) {
        this(id, name, deviceTypes, blobKey, size, Map.of());
    }

    public ImageArtifact {
        deviceTypes = List.copyOf(deviceTypes);
        depends = Map.copyOf(depends);
    }

    /** Whether a device that provides this can install it. What it does not provide it cannot meet. */
    public boolean fits(Map<String, String> provides) {
        return depends.entrySet().stream()
                .allMatch(each ->
                        provides.containsKey(each.getKey()) && each.getValue().contains(provides.get(each.getKey())));
    }
}
