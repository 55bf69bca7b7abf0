package io.holdfast.rollout;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.wire.mender.UpdateControlMap;
import java.sql.Connection;
import java.util.Optional;
import java.util.function.Consumer;

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

    private static final String CONTROL = """
            update deployment set control_map = ?::jsonb where tenant_id = ? and deployment_id = ?
            """;

    /** Says anew where devices wait on their way. Those that were given a map learn it at their next fetch. */
    public Committed<ChangeOutcome> control(Caller caller, String requestId, DeploymentId id, UpdateControlMap map) {
        Deed deed = new Deed(caller, requestId, id, "deployment.control", map.text());
        return change(
                deed,
                connection -> Query.on(connection, CONTROL)
                        .with(map.text(), caller.tenant().value(), id.value())
                        .update());
    }

    private static final String LIMIT = """
            update deployment p
            set failure_limit_kind = ?, failure_limit = ?,
                held = ? = 'hold_after' and ? <= (
                    select coalesce(sum(c.devices), 0) from deployment_count c
                    where c.tenant_id = p.tenant_id and c.deployment_id = p.deployment_id and c.counted = 'failure')
            where p.tenant_id = ? and p.deployment_id = ?
            """;

    /**
     * Says anew at how many failures the deployment holds itself. Under a limit that is not reached, or none, a held one goes on; above
     * one that is reached already it is held.
     */
    public Committed<ChangeOutcome> limitFailures(
            Caller caller, String requestId, DeploymentId id, FailureLimit limit) {
        String detail = Json.text(Json.object().put("limit", limit.storedKind()).put("failures", limit.storedNumber()));
        Deed deed = new Deed(caller, requestId, id, "deployment.limit-failures", detail);
        return change(
                deed,
                connection -> Query.on(connection, LIMIT)
                        .with(limit.storedKind(), limit.storedNumber(), limit.storedKind(), limit.storedNumber())
                        .with(caller.tenant().value(), id.value())
                        .update());
    }

    /** Who does what to which deployment, for the audit trail. */
    private record Deed(Caller caller, String requestId, DeploymentId id, String action, String detail) {}

    private static final String HOLD = """
            select standing from deployment where tenant_id = ? and deployment_id = ? for update
            """;

    private Committed<ChangeOutcome> change(Deed deed, Consumer<Connection> write) {
        return transactions.write(tx -> {
            Caller caller = deed.caller();
            Optional<DeploymentStanding> standing = Query.on(tx.connection(), HOLD)
                    .with(caller.tenant().value(), deed.id().value())
                    .first(row -> DeploymentStanding.stored(row.getString("standing")));
            if (standing.isEmpty()) {
                return new ChangeOutcome.Unknown();
            }
            return switch (standing.get()) {
                case FINISHED, ABORTED -> new ChangeOutcome.Ended();
                case ACTIVE -> {
                    write.accept(tx.connection());
                    AuditTrail.byCaller(
                            tx.connection(),
                            caller,
                            deed.requestId(),
                            deed.action(),
                            "deployment",
                            deed.id().toString(),
                            deed.detail());
                    tx.changed(new Change.DeploymentChanged(caller.tenant(), deed.id()));
                    yield new ChangeOutcome.Changed();
                }
            };
        });
    }
}
