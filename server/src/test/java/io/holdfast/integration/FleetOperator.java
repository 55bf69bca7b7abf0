package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.release.ArtifactUpload;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.release.Releases;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.Targets;
import io.holdfast.tenancy.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What people decide about a fleet. Each decision returns when the node's image knows it. */
final class FleetOperator {
    private static final Duration APPLIED_MAX = Duration.ofSeconds(10);
    private static final String REQUEST = "integration-test";

    private final FleetImage image;
    private final FleetTransactions transactions;
    private final Path data;

    FleetOperator(FleetImage image, ConnectionSource database, Path data) {
        this.image = image;
        this.transactions = new FleetTransactions(new Transactions(database), () -> {});
        this.data = data;
    }

    TenantId tenant() {
        return image.defaultTenant().orElseThrow().id();
    }

    private Caller caller() {
        return new Caller(tenant(), UserId.random(), SessionId.random());
    }

    private static final String REPLACE_ACCEPTED = """
            update auth_set set standing = case when key_hash = ? then 'accepted' else 'rejected' end
            where tenant_id = ? and device_id = ?
            """;

    private static final String ADMIT = """
            update device
            set standing = 'accepted', not_before_seq = (select seq + 1 from feed_head)
            where tenant_id = ? and device_id = ?
            """;

    /** Lets devices in with the keys that they asked with; another key of theirs is out. */
    void accept(DeviceIdentity... identities) {
        change(tx -> {
            for (DeviceIdentity identity : identities) {
                DeviceId device = deviceId(tx, identity);
                byte[] key = io.holdfast.wire.mender.DevicePublicKey.parse(identity.pem())
                        .sha256();
                update(tx, REJECT_SETS, tenant().value(), device.value());
                update(tx, REPLACE_ACCEPTED, key, tenant().value(), device.value());
                update(tx, ADMIT, tenant().value(), device.value());
                tx.changed(new Change.DeviceChanged(tenant(), device));
            }
        });
    }

    // The unique rule of one accepted key is checked row by row.
    private static final String REJECT_SETS = """
            update auth_set set standing = 'rejected' where tenant_id = ? and device_id = ?
            """;

    private static final String REMEMBER = """
            insert into device_tombstone (tenant_id, device_id, identity_hash)
            select tenant_id, device_id, identity_hash from device where tenant_id = ? and device_id = ?
            """;

    private static final String REMOVE_SETS = """
            delete from auth_set where tenant_id = ? and device_id = ?
            """;

    private static final String REMOVE = """
            delete from device where tenant_id = ? and device_id = ?
            """;

    void decommission(DeviceIdentity identity) {
        change(tx -> {
            DeviceId device = deviceId(tx, identity);
            for (String statement : List.of(REMEMBER, REMOVE_SETS, REMOVE)) {
                update(tx, statement, tenant().value(), device.value());
            }
            tx.changed(new Change.DeviceChanged(tenant(), device));
        });
    }

    /** Uploads a release for {@link TestDevice#TYPE}; its bytes. */
    byte[] upload(String release) {
        byte[] artifact = SmallArtifact.of(release, TestDevice.TYPE);
        try {
            ArtifactUpload upload =
                    new ArtifactUpload(DiskBlobStore.open(data.resolve("artifacts")), new Releases(transactions));
            assertThat(upload.store(caller(), REQUEST, Optional.empty(), "", new ByteArrayInputStream(artifact)))
                    .isInstanceOf(ArtifactUpload.Outcome.Stored.class);
            return artifact;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    DeploymentId deploy(String release, DeviceIdentity... identities) {
        List<DeviceId> devices = Stream.of(identities).map(this::deviceId).toList();
        NewDeployment wanted = new NewDeployment("to " + devices.size(), release, new Targets.These(devices), false);
        var created = new Deployments(transactions).create(caller(), REQUEST, wanted);
        applied(created.seq());
        return ((Deployments.CreateOutcome.Created) created.value()).id();
    }

    void abort(DeploymentId deployment) {
        var aborted = new Deployments(transactions).abort(caller(), REQUEST, deployment);
        assertThat(aborted.value()).isInstanceOf(Deployments.AbortOutcome.Aborted.class);
        applied(aborted.seq());
    }

    DeviceId deviceId(DeviceIdentity identity) {
        return transactions
                .read(connection -> Query.on(connection, BY_IDENTITY)
                        .with(tenant().value(), identity.sha256())
                        .first(row -> new DeviceId(Query.uuid(row, "device_id"))))
                .orElseThrow();
    }

    private static final String BY_IDENTITY = """
            select device_id from device where tenant_id = ? and identity_hash = ?
            """;

    private DeviceId deviceId(FleetTransaction tx, DeviceIdentity identity) {
        return Query.on(tx.connection(), BY_IDENTITY)
                .with(tenant().value(), identity.sha256())
                .first(row -> new DeviceId(Query.uuid(row, "device_id")))
                .orElseThrow();
    }

    @FunctionalInterface
    private interface Write {
        void run(FleetTransaction tx);
    }

    private void change(Write write) {
        applied(transactions
                .write(tx -> {
                    write.run(tx);
                    return true;
                })
                .seq());
    }

    private void applied(OptionalLong seq) {
        assertThat(image.awaitApplied(seq.orElse(0), APPLIED_MAX))
                .as("the image knows the decision")
                .isTrue();
    }

    private static void update(FleetTransaction tx, String sql, Object... arguments) {
        int touched = Query.on(tx.connection(), sql).with(arguments).update();
    }
}
