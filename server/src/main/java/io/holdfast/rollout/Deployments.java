package io.holdfast.rollout;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.UpdateControlMap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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

        /** An active deployment has the same name, release and targets. */
        record SameActive(DeploymentId id) implements CreateOutcome {}
    }

    /** What became of a request to stop one. */
    public sealed interface AbortOutcome {
        record Aborted() implements AbortOutcome {}

        record Unknown() implements AbortOutcome {}

        record FinishedAlready() implements AbortOutcome {}
    }

    /** Creates a deployment; it is offered once the fleet image has reached the returned number. */
    public Committed<CreateOutcome> create(Caller caller, String requestId, NewDeployment wanted) {
        try {
            return transactions.write(tx -> create(tx, caller, requestId, wanted));
        } catch (NotCreated refused) {
            return new Committed<>(refused.outcome, OptionalLong.empty());
        }
    }

    /** Rolls back what was written before the refusal was known. */
    private static final class NotCreated extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient CreateOutcome outcome;

        NotCreated(CreateOutcome outcome) {
            super("not created", null, false, false);
            this.outcome = outcome;
        }
    }

    private static final String ALLOW_LONG_INSERT = """
            set local statement_timeout = '120s'
            """;

    /** A second more than the server may take, as everywhere: the pool's own bound of 6 s would cut a large deployment off. */
    private static final int LONG_SOCKET_MS = 121_000;

    /** The pool puts its own bound back when it gets the connection. */
    private static void allowLong(Connection connection) {
        try {
            connection.setNetworkTimeout(Runnable::run, LONG_SOCKET_MS);
        } catch (SQLException broken) {
            throw new DatabaseException(broken);
        }
        Query.on(connection, ALLOW_LONG_INSERT).update();
    }

    // Taken before any row: two equal requests then see each other, and no unique rule could compare sets of targets.
    private static final String ONE_AT_A_TIME = """
            select pg_advisory_xact_lock(hashtextextended(?::text || '/' || ? || '/' || ?, 0))
            """;

    // The lock holds off a deletion of an artifact until it can see that this deployment uses it.
    private static final String HOLD_ARTIFACTS = """
            select artifact_id from artifact where tenant_id = ? and name = ? order by artifact_id for key share
            """;

    // One a device type, for nodes of the version before.
    private static final String FREEZE_ARTIFACTS = """
            insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id)
            select t.tenant_id, ?, t.device_type, t.artifact_id
            from artifact_device_type t
            where t.tenant_id = ? and t.name = ?
            """;

    private static final String FREEZE_CHOICE = """
            insert into deployment_offer (tenant_id, deployment_id, device_type, artifact_id)
            select distinct c.tenant_id, ?::uuid, c.device_type, c.artifact_id
            from artifact_claim c
            where c.tenant_id = ? and c.name = ?
            order by c.device_type, c.artifact_id
            """;

    // The lock holds off a decommission until it can see this target and end it; a target without a device would never
    // end.
    private static final String TARGET_ALL = """
            insert into deployment_device (tenant_id, deployment_id, device_id)
            select d.tenant_id, ?, d.device_id from device d
            where d.tenant_id = ? and d.standing = 'accepted'
            order by d.device_id
            for key share of d
            """;

    private static final String TARGET_THESE = """
            insert into deployment_device (tenant_id, deployment_id, device_id)
            select d.tenant_id, ?, d.device_id from device d
            where d.tenant_id = ? and d.standing = 'accepted' and d.device_id = any(?)
            order by d.device_id
            for key share of d
            """;

    private static final String TARGET_GROUP = """
            insert into deployment_device (tenant_id, deployment_id, device_id)
            select d.tenant_id, ?, d.device_id
            from device d
            join device_group g on g.tenant_id = d.tenant_id and g.device_id = d.device_id
            where d.tenant_id = ? and d.standing = 'accepted' and g.group_name = ?
            order by d.device_id
            for key share of d
            """;

    private static final String INSERT = """
            insert into deployment
                (tenant_id, deployment_id, name, artifact_name, all_devices, group_name, force_installation, retries,
                 control_map, failure_limit_kind, failure_limit, standing, target_count)
            values (?, ?, ?, ?, ?, nullif(?, ''), ?, ?, nullif(?, '')::jsonb, ?, ?, 'active', ?)
            """;

    private static CreateOutcome create(FleetTransaction tx, Caller caller, String requestId, NewDeployment wanted) {
        Connection connection = tx.connection();
        UUID tenant = caller.tenant().value();
        DeploymentId id = DeploymentId.random();
        // A million targets take ten seconds to insert; new rows block nobody, and the feed's lock comes after them.
        allowLong(connection);
        Query.on(connection, ONE_AT_A_TIME)
                .with(tenant.toString(), wanted.artifactName(), wanted.name())
                .list(row -> true);
        Query.on(connection, HOLD_ARTIFACTS).with(tenant, wanted.artifactName()).list(row -> true);
        Query.on(connection, FREEZE_CHOICE)
                .with(id.value(), tenant, wanted.artifactName())
                .update();
        if (Query.on(connection, FREEZE_ARTIFACTS)
                        .with(id.value(), tenant, wanted.artifactName())
                        .update()
                == 0) {
            throw new NotCreated(new CreateOutcome.NoSuchRelease());
        }
        int targets = target(connection, tenant, id, wanted.targets());
        if (targets == 0) {
            throw new NotCreated(new CreateOutcome.NoTargets());
        }
        sameActive(connection, tenant, id, wanted, targets).ifPresent(same -> {
            throw new NotCreated(new CreateOutcome.SameActive(same));
        });
        boolean all = wanted.targets() instanceof Targets.AllAccepted;
        String group = wanted.targets() instanceof Targets.Group of ? of.name().value() : "";
        Query.on(connection, INSERT)
                .with(tenant, id.value(), wanted.name(), wanted.artifactName(), all, group)
                .with(wanted.force(), wanted.retries())
                .with(wanted.controlMap().map(UpdateControlMap::text).orElse(""))
                .with(wanted.failureLimit().storedKind(), wanted.failureLimit().storedNumber(), targets)
                .update();
        TargetCounts.begin(connection, caller.tenant(), id, targets);
        String detail = Json.text(Json.object()
                .put("name", wanted.name())
                .put("release", wanted.artifactName())
                .put("targets", targets));
        AuditTrail.byCaller(connection, caller, requestId, "deployment.create", "deployment", id.toString(), detail);
        tx.changed(new Change.DeploymentChanged(caller.tenant(), id));
        return new CreateOutcome.Created(id, targets);
    }

    private static int target(Connection connection, UUID tenant, DeploymentId id, Targets targets) {
        return switch (targets) {
            case Targets.AllAccepted ignored ->
                Query.on(connection, TARGET_ALL).with(id.value(), tenant).update();
            case Targets.Group group ->
                Query.on(connection, TARGET_GROUP)
                        .with(id.value(), tenant, group.name().value())
                        .update();
            case Targets.These these ->
                Query.on(connection, TARGET_THESE)
                        .with(id.value(), tenant)
                        .with((Object) these.devices().stream()
                                .map(device -> device.value())
                                .toArray(UUID[]::new))
                        .update();
        };
    }

    // Sets of one size are equal when nothing of the one is missing in the other.
    private static final String SAME_ACTIVE = """
            select d.deployment_id
            from deployment d
            where d.tenant_id = ? and d.standing = 'active' and d.name = ? and d.artifact_name = ?
                and d.force_installation = ? and d.target_count = ?
                and not exists (
                    select 1 from deployment_device mine
                    where mine.tenant_id = d.tenant_id and mine.deployment_id = ?
                        and not exists (
                            select 1 from deployment_device theirs
                            where theirs.tenant_id = d.tenant_id and theirs.deployment_id = d.deployment_id
                                and theirs.device_id = mine.device_id))
            order by d.created_at limit 1
            """;

    private static Optional<DeploymentId> sameActive(
            Connection connection, UUID tenant, DeploymentId id, NewDeployment wanted, int targets) {
        return Query.on(connection, SAME_ACTIVE)
                .with(tenant, wanted.name(), wanted.artifactName(), wanted.force(), targets, id.value())
                .first(row -> new DeploymentId(Query.uuid(row, "deployment_id")));
    }

    private static final String STANDING = """
            select standing from deployment where tenant_id = ? and deployment_id = ? for update
            """;

    private static final String ABORT = """
            update deployment set standing = 'aborted', finished_at = now() where tenant_id = ? and deployment_id = ?
            """;

    /** Stops a deployment: no device is offered it any more, and what open targets report from now on is answered 409. */
    public Committed<AbortOutcome> abort(Caller caller, String requestId, DeploymentId id) {
        return transactions.write(tx -> {
            Connection connection = tx.connection();
            Object[] key = {caller.tenant().value(), id.value()};
            allowLong(connection);
            Optional<DeploymentStanding> standing = Query.on(connection, STANDING)
                    .with(key)
                    .first(row -> DeploymentStanding.stored(row.getString("standing")));
            if (standing.isEmpty()) {
                return new AbortOutcome.Unknown();
            }
            return switch (standing.get()) {
                case FINISHED -> new AbortOutcome.FinishedAlready();
                case ABORTED -> {
                    tx.standsAlready();
                    yield new AbortOutcome.Aborted();
                }
                case ACTIVE -> {
                    OpenTargets.abort(connection, new DeploymentRef(caller.tenant(), id));
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
