package io.holdfast.edge.salvage;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.RefusalsAgain;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;

/** Repeats refusals that the database lost, before anybody is let back in. */
final class LostRefusals {
    private final RefusalsAgain refusals;

    LostRefusals(RefusalsAgain refusals) {
        this.refusals = refusals;
    }

    /** How many were repeated. */
    int repeat(LostFleet fleet) {
        return inBatches(fleet.decommissioned(), refusals::decommission)
                + inBatches(fleet.withdrawn(), (tenant, ids) -> refusals.withdraw(tenant, ids, fleet.lostSeq()));
    }

    private static int inBatches(
            Map<TenantId, List<DeviceId>> devices, ToIntBiFunction<TenantId, List<DeviceId>> work) {
        int done = 0;
        for (Map.Entry<TenantId, List<DeviceId>> tenant : devices.entrySet()) {
            List<DeviceId> all = tenant.getValue();
            for (int from = 0; from < all.size(); from += RefusalsAgain.IDS_MAX) {
                int to = Math.min(all.size(), from + RefusalsAgain.IDS_MAX);
                done += work.applyAsInt(tenant.getKey(), all.subList(from, to));
            }
        }
        return done;
    }
}
