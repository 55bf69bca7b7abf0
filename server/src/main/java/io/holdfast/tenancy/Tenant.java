package io.holdfast.tenancy;

import java.time.Instant;

/**
 * A tenant.
 *
 * @param standsForAll whether devices without a tenant token belong to it; one tenant of the cell does
 */
public record Tenant(TenantId id, TenantName name, TenantStanding standing, boolean standsForAll, Instant created) {}
