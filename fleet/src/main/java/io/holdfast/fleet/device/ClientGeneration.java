package io.holdfast.fleet.device;

/** Which mender-client a virtual device imitates: those that devices in the field still run speak differently. */
public enum ClientGeneration {
    /** Asks for an update with a query, changes its inventory with {@code PATCH}; bodies have a length. */
    MENDER_1,
    /** Asks for an update with its software as the body, changes its inventory with {@code PATCH}; bodies have a length. */
    MENDER_2,
    /** 3.4.0: asks at the address of version 2, replaces its inventory with {@code PUT}; bodies are chunked. */
    MENDER_3
}
