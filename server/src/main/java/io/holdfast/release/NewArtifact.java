package io.holdfast.release;

import io.holdfast.wire.artifact.ManifestSignature;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An uploaded artifact whose bytes are durable and whose checksums held, ready to be put on record.
 *
 * @param depends what a device must be; {@code device_type} has at least one value
 */
public record NewArtifact(
        ArtifactId id,
        String name,
        String description,
        BlobKey blob,
        long size,
        byte[] sha256,
        Optional<ManifestSignature> signature,
        Map<String, List<String>> depends,
        String contentsJson) {

    /** One that every device of these types may install. */
    public static Map<String, List<String>> forTypes(String... deviceTypes) {
        return Map.of("device_type", List.of(deviceTypes));
    }
}
