package io.holdfast.api.mender;

import io.holdfast.release.StorageLimit;
import io.holdfast.release.StorageUsage;

/** How a storage limit is told to people and programs. */
final class StorageText {
    private StorageText() {}

    /** Mender's number for "no limit"; a limit of none at all is then told as 1 byte, into which no artifact fits. */
    private static final long UNLIMITED_ON_THE_WIRE = 0;

    static long onTheWire(StorageLimit limit) {
        return switch (limit) {
            case StorageLimit.Unlimited unlimited -> UNLIMITED_ON_THE_WIRE;
            case StorageLimit.AtMost most -> Math.max(1, most.bytes());
        };
    }

    /** Why an upload was refused, and what to do. */
    static String reached(StorageUsage usage) {
        String limit = switch (usage.limit()) {
            case StorageLimit.Unlimited unlimited -> "no limit";
            case StorageLimit.AtMost most -> "the limit of " + most.bytes() + " bytes";
        };
        return limit + " does not admit it: " + usage.storedBytes() + " bytes are stored and " + usage.reservedBytes()
                + " taken by other uploads in progress; delete artifacts or have the limit raised";
    }
}
