package io.holdfast.release;

import java.time.Instant;
import java.util.UUID;

/** A deployment that hands an artifact out, or did. */
public record ArtifactUse(UUID deployment, String name, boolean active, Instant created) {}
