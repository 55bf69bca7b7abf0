package io.holdfast.rollout;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.wire.mender.UpdateControlMap;
import java.util.Optional;

/** What a person may change of a deployment while it runs. */
public final class DeploymentControl {
    private final FleetTransactions transactions;

    public DeploymentControl(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** What became of a change. */
    public sealed interface ChangeOutcome {
        record Changed() implements ChangeOutcome {}

        record Unknown() implements ChangeOutcome {}

        /** It has finished or was aborted: nobody would hear of the change. */
        record Ended() implements ChangeOutcome {}
    }

    private static final String HOLD = """
            select standing from deployment where tenant_id = ? and deployment_id = ? for update
            """;

    private static final String CONTROL = """
            update deployment set control_map = ?::jsonb where tenant_id = ? and deployment_id = ?
            """;

    /** Says anew where devices wait on their way. Those that were given a map learn it at their next fetch. */
    public Committed<ChangeOutcome> control(Caller caller, String requestId, DeploymentId id, UpdateControlMap map) {
        return transactions.write(tx -> {
            Object[] key = {caller.tenant().value(), id.value()};
            Optional<DeploymentStanding> standing = Query.on(tx.connection(), HOLD)
                    .with(key)
                    .first(row -> DeploymentStanding.stored(row.getString("standing")));
            if (standing.isEmpty()) {
                return new ChangeOutcome.Unknown();
            }
            return switch (standing.get()) {
                case FINISHED, ABORTED -> new ChangeOutcome.Ended();
                case ACTIVE -> {
                    Query.on(tx.connection(), CONTROL)
                            .with(map.text())
                            .with(key)
                            .update();
                    AuditTrail.byCaller(
                            tx.connection(),
                            caller,
                            requestId,
                            "deployment.control",
                            "deployment",
                            id.toString(),
                            map.text());
                    tx.changed(new Change.DeploymentChanged(caller.tenant(), id));
                    yield new ChangeOutcome.Changed();
                }
            };
        });
    }
}
