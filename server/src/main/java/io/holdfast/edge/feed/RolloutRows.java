package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RolloutTerms;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.release.ArtifactId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.UpdateControlMap;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.JsonNode;

/** Reads active deployments as the database has them now and puts them into the image. Devices are read before them. */
final class RolloutRows {
    private static final int STREAMED = 5_000;

    private static final String ALL_ACTIVE = """
            select tenant_id, deployment_id from deployment where standing = 'active'
            """;

    private static final String DEPLOYMENT = """
            select standing, artifact_name, force_installation, created_at, control_map::text as control_map,
                   failure_limit_kind, failure_limit, held, configuration::text as configuration
              from deployment
             where tenant_id = ? and deployment_id = ?
            """;

    private static final String ARTIFACTS = """
            select o.device_type, a.artifact_id, a.name, a.blob_key, a.size_bytes,
                   coalesce(a.contents -> 'artifact_depends', '{}')::text as depends,
                   array(select t.device_type
                           from artifact_device_type t
                          where t.tenant_id = a.tenant_id and t.artifact_id = a.artifact_id
                          union
                         select c.device_type
                           from artifact_claim c
                          where c.tenant_id = a.tenant_id and c.artifact_id = a.artifact_id
                          order by device_type) as device_types
              from (select tenant_id, device_type, artifact_id
                      from deployment_artifact where tenant_id = ? and deployment_id = ?
                    union
                    select tenant_id, device_type, artifact_id
                      from deployment_offer where tenant_id = ? and deployment_id = ?) o
              join artifact a on a.tenant_id = o.tenant_id and a.artifact_id = o.artifact_id
            """;

    private static final String TARGETS = """
            select device_id
              from deployment_device
             where tenant_id = ? and deployment_id = ? and not finished
            """;

    private final ImageWriter writer;
    private final FeedCounters counters;

    RolloutRows(ImageWriter writer, FeedCounters counters) {
        this.writer = writer;
        this.counters = counters;
    }

    void readAll(Connection connection) {
        Query.on(connection, ALL_ACTIVE)
                .list(row -> Map.entry(
                        new TenantId(Query.uuid(row, "tenant_id")), new DeploymentId(Query.uuid(row, "deployment_id"))))
                .forEach(one -> read(connection, one.getKey(), one.getValue()));
    }

    void read(Connection connection, TenantId tenant, Set<DeploymentId> deployments) {
        deployments.forEach(deployment -> read(connection, tenant, deployment));
    }

    private void read(Connection connection, TenantId tenant, DeploymentId deployment) {
        try {
            Query.on(connection, DEPLOYMENT)
                    .with(tenant.value(), deployment.value())
                    .first(row -> terms(connection, row, tenant, deployment))
                    .flatMap(terms -> terms)
                    .ifPresentOrElse(
                            terms -> writer.rollout(terms, targets(connection, tenant, deployment)),
                            () -> writer.rolloutEnded(tenant, deployment));
        } catch (IllegalArgumentException unreadable) {
            writer.rolloutEnded(tenant, deployment);
            counters.unreadable("deployment", deployment, unreadable);
        }
    }

    private static Optional<RolloutTerms> terms(
            Connection connection, ResultSet row, TenantId tenant, DeploymentId deployment) throws SQLException {
        return switch (row.getString("standing")) {
            case "active" ->
                Optional.of(new RolloutTerms(
                        tenant,
                        deployment,
                        row.getString("artifact_name"),
                        row.getBoolean("force_installation"),
                        Query.instant(row, "created_at"),
                        artifacts(connection, tenant, deployment),
                        Optional.ofNullable(row.getString("control_map")).map(UpdateControlMap::ofText),
                        FailureLimit.stored(row.getString("failure_limit_kind"), row.getInt("failure_limit")),
                        row.getBoolean("held"),
                        Optional.ofNullable(row.getString("configuration"))
                                .map(Configuration::ofText)
                                .map(FrozenConfiguration::of)));
            case "preparing", "finished", "aborted" -> Optional.empty();
            case String unknown -> throw new IllegalArgumentException("standing " + unknown + " is unknown");
        };
    }

    private static Map<String, List<ImageArtifact>> artifacts(
            Connection connection, TenantId tenant, DeploymentId deployment) {
        Map<String, List<ImageArtifact>> byDeviceType = new HashMap<>();
        Query.on(connection, ARTIFACTS)
                .with(tenant.value(), deployment.value(), tenant.value(), deployment.value())
                .list(row -> byDeviceType
                        .computeIfAbsent(row.getString("device_type"), ignored -> new ArrayList<>())
                        .add(artifact(row)));
        return byDeviceType;
    }

    private static ImageArtifact artifact(ResultSet row) throws SQLException {
        String[] deviceTypes =
                (String[]) Objects.requireNonNull(row.getArray("device_types")).getArray();
        return new ImageArtifact(
                new ArtifactId(Query.uuid(row, "artifact_id")),
                row.getString("name"),
                List.of(deviceTypes),
                row.getString("blob_key"),
                row.getLong("size_bytes"),
                depends(row.getString("depends")));
    }

    /** The device type is how the artifact is found; the rest is asked of the device. */
    private static Map<String, List<String>> depends(String json) {
        Map<String, List<String>> depends = new HashMap<>();
        Json.tree(json.getBytes(StandardCharsets.UTF_8)).properties().forEach(each -> {
            if (!each.getKey().equals("device_type")) {
                depends.put(
                        each.getKey(),
                        each.getValue().valueStream().map(JsonNode::asString).toList());
            }
        });
        return depends;
    }

    /** Targets that the image does not know yet come with their own device's change. */
    private RoaringBitmap targets(Connection connection, TenantId tenant, DeploymentId deployment) {
        RoaringBitmap targets = new RoaringBitmap();
        Query.on(connection, TARGETS)
                .with(tenant.value(), deployment.value())
                .each(
                        STREAMED,
                        row -> writer.target(tenant, new DeviceId(Query.uuid(row, "device_id")))
                                .ifPresent(targets::add));
        return targets;
    }
}
