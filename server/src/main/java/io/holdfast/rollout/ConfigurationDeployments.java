package io.holdfast.rollout;

import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.UpdateControlMap;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/** Makes deployments that bring a configuration to one device. From there on they are deployments like any other. */
public final class ConfigurationDeployments {
    /** Of one tenant at a time, roughly: a poll of a device that is awaited looks at all of them. */
    public static final int ACTIVE_MAX = 1_000;

    private ConfigurationDeployments() {}

    /** What became of a wish for one. */
    public sealed interface Outcome {
        record Created(DeploymentId id) implements Outcome {}

        /** The device is not accepted. */
        record NotAccepted() implements Outcome {}

        /** There are {@link #ACTIVE_MAX} of the tenant already. */
        record TooMany() implements Outcome {}
    }

    private static final String ACTIVE = """
            select count(*) as active from (
                select 1 from deployment
                where tenant_id = ? and standing = 'active' and configuration is not null
                limit ?) found
            """;

    // Holds off a decommission until it can see this target and end it.
    private static final String TARGET = """
            insert into deployment_device (tenant_id, deployment_id, device_id)
            select d.tenant_id, ?, d.device_id from device d
            where d.tenant_id = ? and d.device_id = ? and d.standing = 'accepted'
            for key share of d
            """;

    private static final String INSERT = """
            insert into deployment
                (tenant_id, deployment_id, name, artifact_name, all_devices, retries, control_map, configuration,
                 standing, target_count)
            values (?, ?, ?, ?, false, ?, nullif(?, '')::jsonb, ?::jsonb, 'active', 1)
            """;

    /**
     * Creates one inside the caller's transaction, which audits it; it is offered once the fleet image has reached the transaction's
     * number. Its name and its artifact's name are those that Mender gives.
     */
    public static Outcome create(
            FleetTransaction tx,
            TenantId tenant,
            DeviceId device,
            Configuration configuration,
            int retries,
            Optional<UpdateControlMap> controlMap) {
        Connection connection = tx.connection();
        UUID owner = tenant.value();
        DeploymentId id = DeploymentId.random();
        int active = Query.on(connection, ACTIVE)
                .with(owner, ACTIVE_MAX)
                .first(row -> row.getInt("active"))
                .orElse(0);
        if (active >= ACTIVE_MAX) {
            return new Outcome.TooMany();
        }
        if (Query.on(connection, TARGET).with(id.value(), owner, device.value()).update() == 0) {
            return new Outcome.NotAccepted();
        }
        String name = "configuration-" + id;
        Query.on(connection, INSERT)
                .with(owner, id.value(), name, name, retries)
                .with(controlMap.map(UpdateControlMap::text).orElse(""), configuration.text())
                .update();
        TargetCounts.begin(connection, tenant, id, 1);
        tx.changed(new Change.DeploymentChanged(tenant, id));
        return new Outcome.Created(id);
    }
}
