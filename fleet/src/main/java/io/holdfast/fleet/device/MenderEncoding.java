package io.holdfast.fleet.device;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests byte for byte in the manner of mender-client 3.4.0: the authorisation has a Content-Length and a signature over
 * a body that ends with a newline; every other body is chunked.
 */
public final class MenderEncoding {
    private static final String DEPLOYMENTS = "/api/devices/v1/deployments/device/deployments/";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String authority;

    /** @param authority the {@code Host} header, as in the configured server URL */
    public MenderEncoding(String authority) {
        this.authority = authority;
    }

    /** The whole request; {@code token} is what the last authorisation answered. */
    public byte[] encode(DeviceRequest request, String token) {
        return switch (request) {
            case DeviceRequest.Authorize authorize -> authorize(authorize.profile());
            case DeviceRequest.Poll poll ->
                chunked("POST", "/api/devices/v2/deployments/device/deployments/next", token, pollBody(poll));
            case DeviceRequest.Report report ->
                chunked(
                        "PUT",
                        DEPLOYMENTS + report.deploymentId() + "/status",
                        token,
                        Map.of("status", report.status()));
            case DeviceRequest.SendLog log ->
                chunked("PUT", DEPLOYMENTS + log.deploymentId() + "/log", token, logBody(log.message()));
            case DeviceRequest.SendInventory inventory ->
                chunked(
                        "PUT",
                        "/api/devices/v1/inventory/device/attributes",
                        token,
                        inventoryBody(inventory.attributes()));
            case DeviceRequest.Download download -> download(download);
        };
    }

    private byte[] authorize(DeviceProfile profile) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id_data", JSON.writeValueAsString(Map.of("mac", profile.mac())));
        fields.put("tenant_token", profile.tenantToken());
        fields.put("pubkey", profile.key().publicPem());
        byte[] body = (JSON.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "POST /api/devices/v1/authentication/auth_requests HTTP/1.1\r\n" + common()
                + "Content-Length: " + body.length + "\r\n"
                + "Authorization: Bearer " + profile.tenantToken() + "\r\n"
                + "Content-Type: application/json\r\n"
                + "X-Men-Signature: " + profile.key().sign(body) + "\r\n"
                + "Accept-Encoding: gzip\r\n\r\n";
        return join(head.getBytes(StandardCharsets.ISO_8859_1), body);
    }

    /** The device's full software description: twelve entries, as a device with one root file system reports them. */
    private static Map<String, Object> pollBody(DeviceRequest.Poll poll) {
        Map<String, String> provides = new LinkedHashMap<>();
        provides.put("artifact_name", poll.artifactName());
        provides.put("device_type", poll.deviceType());
        provides.put("artifact_group", "stable");
        provides.put("rootfs-image.checksum", "4d480539cdb23a4aee6330ff80673a5af92b7793eb1c57c4694532f96383b619");
        provides.put("rootfs-image.version", poll.artifactName());
        for (String part : List.of("kernel", "bootloader", "application", "model", "certificates", "locale", "radio")) {
            provides.put("rootfs-image." + part + ".version", poll.artifactName());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device_provides", provides);
        body.put("update_control_map", true);
        return body;
    }

    private static Map<String, Object> logBody(String message) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("timestamp", "2026-11-21T12:00:00Z");
        entry.put("level", "error");
        entry.put("message", message);
        return Map.of("messages", List.of(entry));
    }

    private static List<Map<String, String>> inventoryBody(Map<String, String> attributes) {
        List<Map<String, String>> body = new ArrayList<>();
        attributes.forEach((name, value) -> {
            Map<String, String> attribute = new LinkedHashMap<>();
            attribute.put("name", name);
            attribute.put("value", value);
            body.add(attribute);
        });
        Collections.shuffle(body);
        return body;
    }

    private byte[] download(DeviceRequest.Download download) {
        String query =
                download.uri().getRawQuery() == null ? "" : "?" + download.uri().getRawQuery();
        String range = download.offset() == 0 ? "" : "Range: bytes=" + download.offset() + "-\r\n";
        // Go's client asks for compression except where a range would not survive it
        String compression = download.offset() == 0 ? "Accept-Encoding: gzip\r\n" : "";
        String head = "GET " + download.uri().getRawPath() + query + " HTTP/1.1\r\n" + common() + range + compression
                + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    private byte[] chunked(String method, String path, String token, Object json) {
        byte[] body = JSON.writeValueAsBytes(json);
        String head = method + " " + path + " HTTP/1.1\r\n" + common()
                + "Transfer-Encoding: chunked\r\n"
                + "Authorization: Bearer " + token + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Accept-Encoding: gzip\r\n\r\n"
                + Integer.toHexString(body.length) + "\r\n";
        return join(
                head.getBytes(StandardCharsets.ISO_8859_1),
                body,
                "\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    private String common() {
        return "Host: " + authority + "\r\nUser-Agent: Go-http-client/1.1\r\n";
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
