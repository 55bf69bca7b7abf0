package io.holdfast.release;

import java.util.List;

/** An uploaded artifact whose bytes are durable and whose checksums held, ready to be put on record. */
public record NewArtifact(
        ArtifactId id,
        String name,
        String description,
        BlobKey blob,
        long size,
        byte[] sha256,
        boolean signed,
        List<String> deviceTypes,
        String contentsJson) {}
