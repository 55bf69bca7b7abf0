package io.holdfast.identity;

/**
 * What strangers may fill the database with.
 *
 * @param pendingDevices of a tenant; the oldest go, {@link #trimEvery} at a time, so that many more are never kept
 * @param keysOfDevice auth sets of one device; more are refused, because whoever knows a device's identity could otherwise push
 *     its true key out
 * @param trimEvery new devices of a tenant after which the pending ones are counted: a count reads an index of all of them
 */
public record EnrolmentLimits(int pendingDevices, int keysOfDevice, int trimEvery) {

    /** 100,000 pending devices take 100 MB; a factory enrols fewer before anybody looks. */
    public static final EnrolmentLimits DEFAULT = new EnrolmentLimits(100_000, 5, 1_000);
}
