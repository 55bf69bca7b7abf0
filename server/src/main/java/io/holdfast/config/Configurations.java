package io.holdfast.config;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.ConfigurationDeployments;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.UpdateControlMap;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** What people set, and how they bring it to devices. */
public final class Configurations {
    private final FleetTransactions transactions;
    private final FleetImage image;

    /** @param image whose room bounds what may be set and deployed, by tenant and in all */
    public Configurations(FleetTransactions transactions, FleetImage image) {
        this.transactions = transactions;
        this.image = image;
    }

    /** What became of a wish to set one. */
    public sealed interface SetOutcome {
        /** It stands, and stood before where it is what was set already. */
        record Done() implements SetOutcome {}

        record UnknownDevice() implements SetOutcome {}

        /** The tenant's configurations, or all, take the room that there is. */
        record NoRoom() implements SetOutcome {}
    }

    /** What became of a wish to deploy one. */
    public sealed interface DeployOutcome {
        record Created(DeploymentId id) implements DeployOutcome {}

        record UnknownDevice() implements DeployOutcome {}

        /** The device is known, and not accepted. */
        record NotAccepted() implements DeployOutcome {}

        /** The tenant has {@link ConfigurationDeployments#ACTIVE_MAX} of them under way. */
        record TooMany() implements DeployOutcome {}

        /** The tenant's configurations, or all, take the room that there is. */
        record NoRoom() implements DeployOutcome {}
    }

    private static final String FIND = """
            select d.created_at, c.configured::text as configured, c.deployment_id, c.updated_at,
                   r.reported::text as reported, r.received_at
            from device d
            left join device_configuration c on c.tenant_id = d.tenant_id and c.device_id = d.device_id
            left join reported_configuration r on r.tenant_id = d.tenant_id and r.device_id = d.device_id
            where d.tenant_id = ? and d.device_id = ?
            """;

    /** A device's configuration; empty when there is no such device. */
    public Optional<DeviceConfiguration> find(TenantId tenant, DeviceId device) {
        return transactions.read(connection ->
                Query.on(connection, FIND).with(tenant.value(), device.value()).first(row -> read(row, device)));
    }

    private static DeviceConfiguration read(ResultSet row, DeviceId device) throws SQLException {
        return new DeviceConfiguration(
                device,
                configuration(row, "configured"),
                configuration(row, "reported"),
                Optional.ofNullable(row.getObject("deployment_id", UUID.class)).map(DeploymentId::new),
                Query.instantIfAny(row, "received_at"),
                Query.instantIfAny(row, "updated_at").orElse(Query.instant(row, "created_at")));
    }

    private static Configuration configuration(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column))
                .map(Configuration::ofText)
                .orElse(Configuration.EMPTY);
    }

    // Holds off a decommission until it can see what is set here.
    private static final String HOLD_DEVICE = """
            select device_id from device where tenant_id = ? and device_id = ? for key share
            """;

    private static boolean holdDevice(Connection connection, TenantId tenant, DeviceId device) {
        return Query.on(connection, HOLD_DEVICE)
                .with(tenant.value(), device.value())
                .first(row -> true)
                .isPresent();
    }

    private static final String SET = """
            insert into device_configuration as c (tenant_id, device_id, configured)
            values (?, ?, ?::jsonb)
            on conflict (tenant_id, device_id) do update
            set configured = excluded.configured, updated_at = now()
            where c.configured is distinct from excluded.configured
            """;

    /** Sets all that a device is configured to. The device hears of it when it asks, or when it is deployed. */
    public Committed<SetOutcome> set(Caller caller, String requestId, DeviceId device, Configuration configuration) {
        return transactions.write(tx -> {
            Connection connection = tx.connection();
            if (!holdDevice(connection, caller.tenant(), device)) {
                return new SetOutcome.UnknownDevice();
            }
            if (!image.hasRoomToConfigure(caller.tenant(), device, configuration.text())) {
                return new SetOutcome.NoRoom();
            }
            int changed = Query.on(connection, SET)
                    .with(caller.tenant().value(), device.value(), configuration.text())
                    .update();
            if (changed == 0) {
                tx.standsAlready();
                return new SetOutcome.Done();
            }
            // Keys only: a value may be a password.
            ObjectNode detail = Json.object();
            configuration.entries().keySet().forEach(detail.putArray("keys")::add);
            AuditTrail.byCaller(
                    connection, caller, requestId, "configuration.set", "device", device.toString(), Json.text(detail));
            tx.changed(new Change.DeviceChanged(caller.tenant(), device));
            return new SetOutcome.Done();
        });
    }

    private static final String CONFIGURED = """
            select configured::text as configured from device_configuration where tenant_id = ? and device_id = ?
            """;

    private static final String DEPLOYED = """
            insert into device_configuration (tenant_id, device_id, configured, deployment_id)
            values (?, ?, ?::jsonb, ?)
            on conflict (tenant_id, device_id) do update set deployment_id = excluded.deployment_id
            """;

    /**
     * Deploys what is set now to the device; what is set later is another deployment's.
     *
     * @param retries attempts that the device gets after its first one failed
     */
    public Committed<DeployOutcome> deploy(
            Caller caller, String requestId, DeviceId device, int retries, Optional<UpdateControlMap> controlMap) {
        return transactions.write(tx -> {
            Connection connection = tx.connection();
            if (!holdDevice(connection, caller.tenant(), device)) {
                return new DeployOutcome.UnknownDevice();
            }
            Object[] key = {caller.tenant().value(), device.value()};
            Configuration configured = Query.on(connection, CONFIGURED)
                    .with(key)
                    .first(row -> configuration(row, "configured"))
                    .orElse(Configuration.EMPTY);
            if (!image.hasRoomToDeploy(caller.tenant(), configured.text())) {
                return new DeployOutcome.NoRoom();
            }
            DeployOutcome outcome = switch (ConfigurationDeployments.create(
                    tx, caller.tenant(), device, configured, retries, controlMap)) {
                case ConfigurationDeployments.Outcome.Created created -> new DeployOutcome.Created(created.id());
                case ConfigurationDeployments.Outcome.NotAccepted ignored -> new DeployOutcome.NotAccepted();
                case ConfigurationDeployments.Outcome.TooMany ignored -> new DeployOutcome.TooMany();
            };
            if (outcome instanceof DeployOutcome.Created created) {
                Query.on(connection, DEPLOYED)
                        .with(key)
                        .with(configured.text(), created.id().value())
                        .update();
                String detail =
                        Json.text(Json.object().put("deployment", created.id().toString()));
                AuditTrail.byCaller(
                        connection, caller, requestId, "configuration.deploy", "device", device.toString(), detail);
            }
            return outcome;
        });
    }
}
