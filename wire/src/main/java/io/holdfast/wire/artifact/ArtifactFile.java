package io.holdfast.wire.artifact;

import java.time.Instant;

/**
 * One file of a payload.
 *
 * @param name its plain name
 * @param checksum SHA-256 of its content, 64 lower-case hex digits, verified
 * @param size bytes
 * @param date when it was last changed
 */
public record ArtifactFile(String name, String checksum, long size, Instant date) {}
