package io.holdfast.web;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.platform.json.Json;
import io.holdfast.release.BlobKey;
import io.holdfast.testing.AccessFixture;
import io.holdfast.wire.mender.DevicePublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Random;
import java.util.UUID;

/** Puts devices, releases and deployments into a database as devices and people would have. */
final class TestFleet {
    private final AccessFixture access;

    TestFleet(AccessFixture access) {
        this.access = access;
    }

    /** A device with one key; the identity is JSON. */
    DeviceId device(String identity, Standing standing, int minutesAgo) {
        DeviceId device = DeviceId.random();
        execute(
                "insert into device (tenant_id, device_id, identity_hash, identity, standing, created_at, updated_at)"
                        + " values (?, ?, ?, ?::jsonb, ?, now() - ? * interval '1 minute', now() - ? * interval '1 minute')",
                access.tenant.value(),
                device.value(),
                hash(device.value()),
                identity,
                standing.wireName(),
                minutesAgo,
                minutesAgo / 2);
        key(device, standing, minutesAgo);
        return device;
    }

    UUID key(DeviceId device, Standing standing, int minutesAgo) {
        UUID set = UUID.randomUUID();
        execute(
                "insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing, created_at)"
                        + " values (?, ?, ?, ?, ?, ?, now() - ? * interval '1 minute')",
                access.tenant.value(),
                set,
                device.value(),
                hash(set),
                pem(),
                standing.wireName(),
                minutesAgo);
        return set;
    }

    /** Attributes as name, value, name, value. */
    void inventory(DeviceId device, int minutesAgo, String... attributes) {
        var json = Json.object();
        for (int i = 0; i < attributes.length; i += 2) {
            json.putObject(attributes[i]).put("value", attributes[i + 1]);
        }
        execute(
                "insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)"
                        + " values (?, ?, ?::jsonb, 1, now() - ? * interval '1 minute', ?, 1)",
                access.tenant.value(),
                device.value(),
                Json.text(json),
                minutesAgo,
                UUID.randomUUID());
    }

    /** A release on record whose file is nowhere. */
    void release(String name, String description, String deviceType, long size, boolean signed, int minutesAgo) {
        UUID artifact = UUID.randomUUID();
        execute(
                "insert into artifact (tenant_id, artifact_id, name, description, blob_key, size_bytes, sha256, signed,"
                        + " contents, modified_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, '{}', now() - ? * interval '1 minute')",
                access.tenant.value(),
                artifact,
                name,
                description,
                BlobKey.random().value(),
                size,
                hash(artifact),
                signed,
                minutesAgo);
        execute(
                "insert into artifact_device_type (tenant_id, name, device_type, artifact_id) values (?, ?, ?, ?)",
                access.tenant.value(),
                name,
                deviceType,
                artifact);
    }

    UUID deployment(String name, String release, String standing, boolean all, int minutesAgo) {
        UUID deployment = UUID.randomUUID();
        execute(
                "insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, created_at,"
                        + " finished_at) values (?, ?, ?, ?, ?, ?, now() - ? * interval '1 minute',"
                        + " case when ? = 'active' then null else now() - ? * interval '1 minute' end)",
                access.tenant.value(),
                deployment,
                name,
                release,
                all,
                standing,
                minutesAgo,
                standing,
                minutesAgo / 3);
        return deployment;
    }

    void target(UUID deployment, DeviceId device, String status, String substate, int minutesAgo) {
        boolean done = status.equals("success") || status.equals("failure") || status.equals("already-installed");
        boolean begun = !status.equals("pending");
        execute(
                "insert into deployment_device (tenant_id, deployment_id, device_id, status, substate, finished, has_log,"
                        + " created_at, started_at, finished_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, now() - ? * interval '1 minute',"
                        + " case when ? then now() - ? * interval '1 minute' end,"
                        + " case when ? then now() - ? * interval '1 minute' end)",
                access.tenant.value(),
                deployment,
                device.value(),
                status,
                substate,
                done,
                status.equals("failure"),
                minutesAgo + 5,
                begun,
                minutesAgo,
                done,
                minutesAgo / 2);
        execute(
                "insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices) values (?, ?, ?, 0, 1)"
                        + " on conflict (tenant_id, deployment_id, counted, stripe)"
                        + " do update set devices = deployment_count.devices + 1",
                access.tenant.value(),
                deployment,
                status);
    }

    void log(UUID deployment, DeviceId device, String messages) {
        execute(
                "insert into deployment_log (tenant_id, deployment_id, device_id, node_id, report_no, messages, received_at)"
                        + " values (?, ?, ?, ?, 1, ?, now())",
                access.tenant.value(),
                deployment,
                device.value(),
                UUID.randomUUID(),
                messages);
    }

    private void execute(String sql, Object... arguments) {
        access.database.execute(sql, arguments);
    }

    private static byte[] hash(UUID id) {
        byte[] hash = new byte[32];
        new Random(id.getLeastSignificantBits()).nextBytes(hash);
        return hash;
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return DevicePublicKey.fromDer(
                            generator.generateKeyPair().getPublic().getEncoded())
                    .pem();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
