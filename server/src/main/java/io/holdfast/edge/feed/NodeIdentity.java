package io.holdfast.edge.feed;

import java.util.UUID;

/**
 * Who this node is.
 *
 * @param nodeId kept in the data directory, the same over restarts
 * @param bootId another at each start
 * @param version of the program
 */
public record NodeIdentity(UUID nodeId, UUID bootId, String version) {}
