package io.holdfast.gateway.link;

import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;

/** How often a tenant's links are pinged. */
@FunctionalInterface
public interface PingIntervals {
    PingInterval of(TenantId tenant);
}
