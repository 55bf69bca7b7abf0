package io.holdfast.edge.admission;

import io.holdfast.tenancy.TenantId;

/**
 * What a tenant's devices ask of a node.
 *
 * @param demandMicros of the event loops, in microseconds a second, what was refused included
 * @param above whether that is more than its share now
 * @param refused requests put off for it since the node's start
 */
public record TenantDemand(TenantId tenant, double demandMicros, boolean above, long refused) {}
