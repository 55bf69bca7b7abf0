package io.holdfast.edge.image;

import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;

/**
 * A tenant as the image knows it.
 *
 * @param active false while suspended
 * @param isDefault whether devices without a tenant token belong to it
 * @param blindLimit how long its devices are honoured by a blind node
 * @param pingInterval how often its devices' links are pinged
 */
public record ImageTenant(
        TenantId id,
        String name,
        boolean active,
        boolean isDefault,
        BlindLimit blindLimit,
        PingInterval pingInterval) {}
