package io.holdfast.rollout;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes and stops deployments. Targets and artifacts are frozen here, in one transaction: a poll never assigns anything, and a
 * deployment is either there with all its targets or not at all.
 */
public final class Deployments {
    private final FleetTransactions transactions;

    public Deployments(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** What became of a request for a deployment. */
    public sealed interface CreateOutcome {
        record Created(DeploymentId id, int targets) implements CreateOutcome {}

        record NoSuchRelease() implements CreateOutcome {}

        /** Nobody to deploy to: none of the devices is accepted. */
        record NoTargets() implements CreateOutcome {}
    }

    /** What became of a request to stop one. */
    public sealed interface AbortOutcome {
        record Aborted() implements AbortOutcome {}

        record Unknown() implements AbortOutcome {}

        record FinishedAlready() implements AbortOutcome {}
    }

    /** Creates a deployment; it is offered once the fleet image has reached the returned number. */
    public Committed<CreateOutcome> create(Caller caller, String requestId, NewDeployment wanted) {
        return transactions.write(tx -> create(tx, caller, requestId, wanted));
    }

    private static final String ALLOW_LONG_INSERT = """
            set local statement_timeout = '120s'
            """;

    private static final String INSERT = """
            insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, force_installation, standing)
            values (?, ?, ?, ?, ?, ?, 'active')
            """;

    private static final String FREEZE_ARTIFACTS = """
            insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id)
            select t.tenant_id, ?, t.device_type, t.artifact_id
            from artifact_device_type t
            where t.tenant_id = ? and t.name = ?
            """;

    private static final String TARGET_ALL = """
            insert into deployment_device (tenant_id, deployment_id, device_id)
            select d.tenant_id, ?, d.device_id from device d
            where d.tenant_id = ? and d.standing = 'accepted'
            """;

    private static final String TARGET_THESE = TARGET_ALL + """
             and d.device_id = any(?)
            """;

    private static final String COUNT_TARGETS = """
            update deployment set target_count = ? where tenant_id = ? and deployment_id = ?
            """;

    /** Creates a deployment inside a transaction of the caller's; on another outcome than Created, roll it back. */
    public static CreateOutcome create(FleetTransaction tx, Caller caller, String requestId, NewDeployment wanted) {
        Connection connection = tx.connection();
        UUID tenant = caller.tenant().value();
        DeploymentId id = DeploymentId.random();
        // A million targets take ten seconds to insert; new rows block nobody, and the feed's lock comes after them.
        Query.on(connection, ALLOW_LONG_INSERT).update();
        int artifacts = Query.on(connection, FREEZE_ARTIFACTS)
                .with(id.value(), tenant, wanted.artifactName())
                .update();
        if (artifacts == 0) {
            return new CreateOutcome.NoSuchRelease();
        }
        int targets = target(connection, tenant, id, wanted.targets());
        if (targets == 0) {
            Query.on(connection, THAW_ARTIFACTS).with(tenant, id.value()).update();
            return new CreateOutcome.NoTargets();
        }
        boolean all = wanted.targets() instanceof Targets.AllAccepted;
        Query.on(connection, INSERT)
                .with(tenant, id.value(), wanted.name(), wanted.artifactName(), all, wanted.force())
                .update();
        Query.on(connection, COUNT_TARGETS).with(targets, tenant, id.value()).update();
        String detail = Json.text(Json.object()
                .put("name", wanted.name())
                .put("release", wanted.artifactName())
                .put("targets", targets));
        AuditTrail.byCaller(connection, caller, requestId, "deployment.create", "deployment", id.toString(), detail);
        tx.changed(new Change.DeploymentChanged(caller.tenant(), id));
        return new CreateOutcome.Created(id, targets);
    }

    private static final String THAW_ARTIFACTS = """
            delete from deployment_artifact where tenant_id = ? and deployment_id = ?
            """;

    private static int target(Connection connection, UUID tenant, DeploymentId id, Targets targets) {
        return switch (targets) {
            case Targets.AllAccepted ignored ->
                Query.on(connection, TARGET_ALL).with(id.value(), tenant).update();
            case Targets.These these ->
                Query.on(connection, TARGET_THESE)
                        .with(id.value(), tenant)
                        .with((Object) these.devices().stream()
                                .map(device -> device.value())
                                .toArray(UUID[]::new))
                        .update();
        };
    }

    private static final String STANDING = """
            select standing from deployment where tenant_id = ? and deployment_id = ? for update
            """;

    // In the order of the key, as the intake locks them: two writers then wait for each other instead of for ever.
    private static final String LOCK_OPEN = """
            select device_id from deployment_device
            where tenant_id = ? and deployment_id = ? and not finished order by device_id for update
            """;

    private static final String ABORT_OPEN = """
            update deployment_device
            set status = 'aborted', rank = 100, finished = true, finished_at = now(), received_at = now()
            where tenant_id = ? and deployment_id = ? and not finished
            """;

    private static final String ABORT = """
            update deployment set standing = 'aborted', finished_at = now() where tenant_id = ? and deployment_id = ?
            """;

    /** Stops a deployment: no device is offered it any more, and what open targets report from now on is answered 409. */
    public Committed<AbortOutcome> abort(Caller caller, String requestId, DeploymentId id) {
        return transactions.write(tx -> {
            Connection connection = tx.connection();
            Object[] key = {caller.tenant().value(), id.value()};
            Query.on(connection, ALLOW_LONG_INSERT).update();
            Optional<DeploymentStanding> standing = Query.on(connection, STANDING)
                    .with(key)
                    .first(row -> DeploymentStanding.stored(row.getString("standing")));
            if (standing.isEmpty()) {
                return new AbortOutcome.Unknown();
            }
            return switch (standing.get()) {
                case FINISHED -> new AbortOutcome.FinishedAlready();
                case ABORTED -> new AbortOutcome.Aborted();
                case ACTIVE -> {
                    Query.on(connection, LOCK_OPEN).with(key).list(row -> true);
                    Query.on(connection, ABORT_OPEN).with(key).update();
                    Query.on(connection, ABORT).with(key).update();
                    AuditTrail.byCaller(
                            connection, caller, requestId, "deployment.abort", "deployment", id.toString(), "{}");
                    tx.changed(new Change.DeploymentChanged(caller.tenant(), id));
                    yield new AbortOutcome.Aborted();
                }
            };
        });
    }

    private static final String RELEASES = """
            select distinct name from artifact_device_type where tenant_id = ? order by name limit 1000
            """;

    /** The releases that can be deployed, by name. */
    public List<String> deployable(TenantId tenant) {
        return transactions.read(connection ->
                Query.on(connection, RELEASES).with(tenant.value()).list(row -> row.getString("name")));
    }
}
