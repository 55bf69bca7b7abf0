package io.holdfast.edge.salvage;

import io.holdfast.identity.LostDevice;
import io.holdfast.identity.Readoption;
import io.holdfast.identity.ReadoptionClaim;
import io.holdfast.identity.ReadoptionOutcome;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.tenancy.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the devices back in that have claimed it: a transaction for a tenant's, one by one where a row is at fault. */
final class ClaimRound {
    private static final Logger log = LoggerFactory.getLogger(ClaimRound.class);

    private final Readoption readoption;
    private final KeysWanted keysWanted;

    ClaimRound(Readoption readoption, KeysWanted keysWanted) {
        this.readoption = readoption;
        this.keysWanted = keysWanted;
    }

    /** What a round came to. */
    record Tally(int decided, int readopted, int pending) {}

    Tally play(LostFleet fleet, Map<TenantId, List<ReadoptionClaim>> claims) {
        int decided = 0;
        int readopted = 0;
        int pending = 0;
        for (Map.Entry<TenantId, List<ReadoptionClaim>> tenant : claims.entrySet()) {
            Map<ReadoptionClaim, ReadoptionOutcome> outcomes =
                    readopt(tenant.getKey(), tenant.getValue(), fleet.lostSeq());
            outcomes.forEach((claim, outcome) -> settle(fleet, claim, outcome));
            decided += outcomes.size();
            readopted += count(outcomes, ReadoptionOutcome.READOPTED);
            pending += count(outcomes, ReadoptionOutcome.PENDING);
        }
        return new Tally(decided, readopted, pending);
    }

    private static int count(Map<ReadoptionClaim, ReadoptionOutcome> outcomes, ReadoptionOutcome wanted) {
        return (int)
                outcomes.values().stream().filter(outcome -> outcome == wanted).count();
    }

    private Map<ReadoptionClaim, ReadoptionOutcome> readopt(
            TenantId tenant, List<ReadoptionClaim> batch, long lostSeq) {
        try {
            return readoption.readopt(tenant, batch, lostSeq);
        } catch (DatabaseException refused) {
            if (batch.size() == 1 || refused.kind() == DatabaseException.Kind.UNAVAILABLE) {
                log.atWarn()
                        .addKeyValue("tenant", tenant)
                        .addKeyValue("devices", batch.size())
                        .addKeyValue("why", refused.getMessage())
                        .log("lost devices could not be let back in; they are when they come again");
                return Map.of();
            }
            // One row at fault must not keep ninety-nine others out.
            Map<ReadoptionClaim, ReadoptionOutcome> outcomes = new HashMap<>();
            batch.forEach(claim -> outcomes.putAll(readopt(tenant, List.of(claim), lostSeq)));
            return outcomes;
        }
    }

    private void settle(LostFleet fleet, ReadoptionClaim claim, ReadoptionOutcome outcome) {
        LostDevice device = claim.device();
        log.atWarn()
                .addKeyValue("tenant", device.ref().tenant())
                .addKeyValue("device", device.ref().device())
                .addKeyValue("outcome", outcome)
                .log("a lost device came back");
        switch (outcome) {
            case READOPTED -> {
                if (claim.proof().isEmpty()) {
                    keysWanted.want(device.ref().device());
                }
                // Not settled before the image says so: until then it is to be put off, not refused.
            }
            case STANDS -> {}
            case PENDING, DECIDED_SINCE, DECOMMISSIONED -> fleet.settle(device);
        }
    }
}
