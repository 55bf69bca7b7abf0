package io.holdfast.edge.image;

import io.holdfast.tenancy.TenantId;

/**
 * Devices of one tenant, of one type, that run the same: what a misbehaving firmware is.
 *
 * @param index dense and local to this node; given to another cohort only after it had no devices for a while
 * @param software what they say that they are and run
 * @param kind whether these are really alike
 */
public record Cohort(int index, TenantId tenant, RunningSoftware software, Kind kind) {

    /** What keeps the devices of a cohort together. */
    public enum Kind {
        /** They say the same. */
        ALIKE,
        /** There was no room for what they say: all of the tenant for whom that is so. */
        OTHER
    }

    /** Whether a device that says this belongs here. */
    boolean says(String deviceType, String version) {
        return kind == Kind.ALIKE
                && software.version().equals(RunningSoftware.cut(version))
                && software.deviceType().equals(RunningSoftware.cut(deviceType));
    }
}
