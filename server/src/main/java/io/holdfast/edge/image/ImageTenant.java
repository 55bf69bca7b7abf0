package io.holdfast.edge.image;

import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.TenantId;

/**
 * A tenant as the image knows it.
 *
 * @param active false while suspended
 * @param isDefault whether devices without a tenant token belong to it
 * @param blindLimit how long its devices are honoured by a blind node
 */
public record ImageTenant(TenantId id, String name, boolean active, boolean isDefault, BlindLimit blindLimit) {}
