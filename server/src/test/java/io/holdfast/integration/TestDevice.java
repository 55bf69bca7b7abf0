package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A device that speaks as mender-client 3.4.0 does, over one connection: chunked bodies, full provides, no patience for extras. */
final class TestDevice implements AutoCloseable {
    static final String AUTH = "/api/devices/v1/authentication/auth_requests";
    static final String NEXT = "/api/devices/v2/deployments/device/deployments/next";
    static final String NEXT_V1 = "/api/devices/v1/deployments/device/deployments/next";
    static final String INVENTORY = "/api/devices/v1/inventory/device/attributes";
    static final String CONFIGURATION = "/api/devices/v1/deviceconfig/configuration";
    static final String TYPE = "beaglebone";

    private final DeviceIdentity identity;
    private final RawConnection connection;
    private String token = "";
    private String artifact = "initial";

    TestDevice(DeviceIdentity identity, URI server) {
        this.identity = identity;
        this.connection = RawConnection.to(server);
    }

    DeviceIdentity identity() {
        return identity;
    }

    RawConnection connection() {
        return connection;
    }

    String token() {
        return token;
    }

    /** Asks to be let in, and keeps the token when it is. */
    Answer authenticate() {
        return authenticate("");
    }

    Answer authenticate(String tenantToken) {
        Answer answer = connection.send(identity.authRequest(tenantToken));
        if (answer.status() == 200) {
            token = new String(answer.body(), StandardCharsets.ISO_8859_1);
        }
        return answer;
    }

    /** From now on it shows this token. */
    void shows(String other) {
        token = other;
    }

    /** The auth set that the token stands for. */
    String setId() {
        return Json.tree(Base64.getUrlDecoder().decode(token.split("\\.")[1]))
                .get("jti")
                .asString();
    }

    /** Authenticates and expects to be let in. */
    TestDevice admitted() {
        assertThat(authenticate()).hasToString("200");
        return this;
    }

    void runs(String installed) {
        artifact = installed;
    }

    Answer poll() {
        return connection.send(pollRequest());
    }

    Request pollRequest() {
        return Request.of("POST", NEXT).bearer(token).chunked(provides(artifact, TYPE));
    }

    static String provides(String artifact, String type) {
        return "{\"device_provides\":{\"artifact_name\":\"" + artifact + "\",\"device_type\":\"" + type
                + "\",\"rootfs-image.version\":\"" + artifact + "\"},\"update_control_map\":true}\n";
    }

    Answer status(DeploymentId deployment, String status) {
        return connection.send(statusRequest(deployment.toString(), status));
    }

    Request statusRequest(String deployment, String status) {
        return Request.of("PUT", statusPath(deployment)).bearer(token).chunked("{\"status\":\"" + status + "\"}\n");
    }

    static String statusPath(String deployment) {
        return "/api/devices/v1/deployments/device/deployments/" + deployment + "/status";
    }

    static String logPath(String deployment) {
        return "/api/devices/v1/deployments/device/deployments/" + deployment + "/log";
    }

    Answer log(DeploymentId deployment, String message) {
        return connection.send(Request.of("PUT", logPath(deployment.toString()))
                .bearer(token)
                .chunked("{\"messages\":[{\"timestamp\":\"2026-06-01T12:00:00Z\",\"level\":\"error\",\"message\":\""
                        + message + "\"}]}\n"));
    }

    Answer inventory(String kernel) {
        return connection.send(inventoryRequest(kernel));
    }

    Request inventoryRequest(String kernel) {
        return Request.of("PUT", INVENTORY)
                .bearer(token)
                .chunked("[{\"name\":\"device_type\",\"value\":\"" + TYPE
                        + "\"},{\"name\":\"artifact_name\",\"value\":\""
                        + artifact + "\"},{\"name\":\"kernel\",\"value\":\"" + kernel
                        + "\"},{\"name\":\"ipv4_eth0\",\"value\":[\"192.0.2.7/24\",\"192.0.2.8/24\"]}]\n");
    }

    /** What it is to be configured to. */
    Answer configuration() {
        return connection.send(Request.of("GET", CONFIGURATION).bearer(token));
    }

    /** Says what it is configured to. */
    Answer configured(String map) {
        return connection.send(Request.of("PUT", CONFIGURATION).bearer(token).chunked(map));
    }

    @Override
    public void close() {
        connection.close();
    }
}
