package io.holdfast.release;

/**
 * A tenant's limit and how much of it is taken.
 *
 * @param storedBytes of artifacts on record
 * @param reservedBytes that uploads in progress may still need
 */
public record StorageUsage(StorageLimit limit, long storedBytes, long reservedBytes) {

    /** How many of {@code wanted} more bytes fit. */
    long grant(long wanted) {
        return limit.grant(wanted, storedBytes + reservedBytes);
    }
}
