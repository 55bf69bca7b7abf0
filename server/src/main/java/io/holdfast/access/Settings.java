package io.holdfast.access;

import java.util.Optional;
import java.util.UUID;

/**
 * What a user interface keeps for people; the server only stores it.
 *
 * @param json a JSON object
 * @param etag changes with every change; empty when nothing was ever set
 */
public record Settings(String json, Optional<UUID> etag) {
    /** What somebody has who never set any. */
    static final Settings NONE = new Settings("{}", Optional.empty());
}
