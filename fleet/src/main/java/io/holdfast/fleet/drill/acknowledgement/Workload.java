package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.artifact.ArtifactFile;
import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.process.Poll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One writer: a connection to the server, one to the database, one write after the other. */
final class Workload implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TYPE = "drill-board";
    private static final String DEVICES = "/api/management/v2/devauth/devices/";
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String REPORTS = "/api/devices/v1/deployments/device/deployments/";

    /** What a person's program asks for; never journaled. */
    static final String MANAGEMENT = "management";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TracedClient client;
    private final Connection database;
    private final String session;
    private final String name;
    private final DeviceKey key = DeviceKey.ecdsaP256();
    private final List<Acknowledgement> acknowledged = new ArrayList<>();
    private int keys;

    Workload(TracedServer server, String name) {
        this.name = name;
        this.client = server.connectClient();
        this.database = server.connectDatabase();
        this.session = server.session();
    }

    List<Acknowledgement> acknowledged() {
        return acknowledged;
    }

    /** A device that was let in. */
    record Device(String mac, String id, String setId, String bearer) {}

    /** Lets a device in and has it report an update; about ten acknowledgements. */
    Device life(int number, String artifact) {
        Device device = letIn(name + "-" + number);
        for (int i = 0; i < 3; i++) {
            inventory(device, i);
        }
        TracedClient.Answer made = manage(
                201,
                "POST",
                DEPLOYMENTS,
                Map.of("name", "to " + device.mac(), "artifact_name", artifact, "devices", List.of(device.id())));
        String deployment = made.createdId();
        for (String status : List.of("downloading", "installing", "success")) {
            TracedClient.Answer told = client.until(204, () -> report(device, deployment, status));
            committed(told, "status", """
                    select xmin::text from deployment_device where deployment_id = ?::uuid and device_id = ?::uuid
                    """, deployment, device.id());
        }
        manage(201, "POST", "/api/management/v1/useradm/settings/me", Map.of("value", device.mac()));
        return device;
    }

    private static final String DEVICE_ROW = "select xmin::text from device where identity ->> 'mac' = ?";

    Device letIn(String mac) {
        committed(client.until(401, () -> authorize(mac)), "enrolment", DEVICE_ROW, mac);
        String id = value("select device_id::text from device where identity ->> 'mac' = ?", mac);
        String set = value("select auth_set_id::text from auth_set where device_id = ?::uuid", id);
        manage(204, "PUT", DEVICES + id + "/auth/" + set + "/status", Map.of("status", "accepted"));
        return new Device(
                mac,
                id,
                set,
                "Bearer " + client.until(200, () -> authorize(mac)).body());
    }

    private TracedClient.Answer authorize(String mac) {
        byte[] body = JSON.writeValueAsBytes(Map.of(
                "id_data", JSON.writeValueAsString(Map.of("mac", mac)),
                "tenant_token", "",
                "pubkey", key.publicPem()));
        return client.send(
                "POST",
                "/api/devices/v1/authentication/auth_requests",
                Map.of("X-MEN-Signature", key.sign(body)),
                "application/json",
                body);
    }

    private void inventory(Device device, int sequence) {
        committed(client.until(200, () -> sendInventory(device, sequence)), "inventory", """
                select xmin::text from inventory where device_id = ?::uuid
                """, device.id());
    }

    private TracedClient.Answer sendInventory(Device device, int sequence) {
        return client.json(
                "PUT",
                "/api/devices/v1/inventory/device/attributes",
                Map.of("Authorization", device.bearer()),
                List.of(
                        Map.of("name", "device_type", "value", TYPE),
                        Map.of("name", "sequence", "value", String.valueOf(sequence))));
    }

    private TracedClient.Answer report(Device device, String deployment, String status) {
        return client.json(
                "PUT",
                REPORTS + deployment + "/status",
                Map.of("Authorization", device.bearer()),
                Map.of("status", status));
    }

    /** Turns the device away: committed, and on the disk of the node that would let it in while the database is away. */
    void reject(Device device) {
        TracedClient.Answer told = manage(
                204,
                "PUT",
                DEVICES + device.id() + "/auth/" + device.setId() + "/status",
                Map.of("status", "rejected"));
        acknowledged.add(new Acknowledgement.InLocalStore(told, "rejection of " + device.mac()));
    }

    /** Inventories while the database does not answer. */
    void journal(Device device, int reports) {
        for (int i = 0; i < reports; i++) {
            int sequence = 1_000 + i;
            TracedClient.Answer told = client.until(200, () -> sendInventory(device, sequence));
            acknowledged.add(new Acknowledgement.InLocalStore(told, "inventory in the journal"));
        }
    }

    /** Waits until the journal is in the database: from here on reports go straight there again. */
    void awaitReplay(Device device, int reports) {
        value(REPLAYED, device.id(), "%\"" + (999 + reports) + "\"%");
    }

    private static final String REPLAYED = """
            select device_id::text from inventory where device_id = ?::uuid and attributes::text like ?
            """;

    /** Uploads an artifact of its own. */
    void upload(Path folder, String artifact) {
        Path file = ArtifactFile.write(folder, artifact, TYPE, 64 * 1024);
        byte[] form = form(file);
        String once = key();
        TracedClient.Answer told = client.send(
                        "POST",
                        "/api/management/v1/deployments/artifacts",
                        Map.of("Authorization", session, "Idempotency-Key", once),
                        "multipart/form-data; boundary=part",
                        form)
                .expect(201);
        underKey(told, once);
        acknowledged.add(new Acknowledgement.BlobStored(
                told, value("select blob_key from artifact where artifact_id = ?::uuid", told.createdId())));
    }

    private static byte[] form(Path file) {
        try {
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            form.writeBytes("--part\r\nContent-Disposition: form-data; name=\"artifact\"; filename=\"a.mender\"\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            form.writeBytes(Files.readAllBytes(file));
            form.writeBytes("\r\n--part--\r\n".getBytes(StandardCharsets.US_ASCII));
            return form.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A write of a person's program. Its key's row is of the same transaction, and nothing else ever changes that row. */
    private TracedClient.Answer manage(int wanted, String method, String path, Object body) {
        String once = key();
        TracedClient.Answer told = client.until(
                wanted,
                () -> client.json(method, path, Map.of("Authorization", session, "Idempotency-Key", once), body));
        underKey(told, once);
        return told;
    }

    private String key() {
        return name + "-key-" + keys++;
    }

    private void underKey(TracedClient.Answer told, String once) {
        committed(told, MANAGEMENT, "select xmin::text from idempotent_answer where key = ?", once);
    }

    private void committed(TracedClient.Answer told, String what, String sql, String... parameters) {
        acknowledged.add(new Acknowledgement.Committed(told, what, Long.parseLong(value(sql, parameters))));
    }

    private String value(String sql, String... parameters) {
        return Poll.forValue(PATIENCE, () -> TracedServer.value(database, sql, parameters))
                .orElseThrow(() -> new IllegalStateException("acknowledged and not in the database: " + sql));
    }

    @Override
    public void close() {
        client.close();
        try {
            database.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
