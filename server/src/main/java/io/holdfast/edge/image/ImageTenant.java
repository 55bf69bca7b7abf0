package io.holdfast.edge.image;

import io.holdfast.tenancy.TenantId;

/**
 * A tenant as the image knows it.
 *
 * @param active false while suspended
 * @param isDefault whether devices without a tenant token belong to it
 */
public record ImageTenant(TenantId id, String name, boolean active, boolean isDefault) {}
