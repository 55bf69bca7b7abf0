package io.holdfast.fleet.device;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests byte for byte in the manner of mender-clients: the authorisation has a Content-Length and a signature over a body that
 * ends with a newline; every other body of 3.4.0 is chunked, of those before it has a length and a newline.
 */
public final class MenderEncoding {
    private static final String DEPLOYMENTS = "/api/devices/v1/deployments/device/deployments/";
    private static final String ATTRIBUTES = "/api/devices/v1/inventory/device/attributes";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String authority;

    /** @param authority the {@code Host} header, as in the configured server URL */
    public MenderEncoding(String authority) {
        this.authority = authority;
    }

    /** The whole request of a 3.4.0; {@code token} is what the last authorisation answered. */
    public byte[] encode(DeviceRequest request, String token) {
        return encode(ClientGeneration.MENDER_3, request, token);
    }

    /** The whole request of such a client; {@code token} is what the last authorisation answered. */
    public byte[] encode(ClientGeneration client, DeviceRequest request, String token) {
        return switch (request) {
            case DeviceRequest.Authorize authorize -> authorize(authorize.profile());
            case DeviceRequest.Poll poll -> poll(client, poll, token);
            case DeviceRequest.Report report ->
                json(
                        client,
                        "PUT",
                        DEPLOYMENTS + report.deploymentId() + "/status",
                        token,
                        Map.of("status", report.status()));
            case DeviceRequest.SendLog log ->
                json(client, "PUT", DEPLOYMENTS + log.deploymentId() + "/log", token, logBody(log.message()));
            case DeviceRequest.SendInventory inventory ->
                json(
                        client,
                        client == ClientGeneration.MENDER_3 ? "PUT" : "PATCH",
                        ATTRIBUTES,
                        token,
                        inventoryBody(inventory.attributes()));
            case DeviceRequest.Download download -> download(download);
        };
    }

    private byte[] poll(ClientGeneration client, DeviceRequest.Poll poll, String token) {
        return switch (client) {
            case MENDER_1 -> pollByQuery(poll, token);
            case MENDER_2 -> json(client, "POST", DEPLOYMENTS + "next", token, new TreeMap<>(provides(poll)));
            case MENDER_3 ->
                json(client, "POST", "/api/devices/v2/deployments/device/deployments/next", token, pollBody(poll));
        };
    }

    private byte[] pollByQuery(DeviceRequest.Poll poll, String token) {
        String query = "?artifact_name=" + escaped(poll.artifactName()) + "&device_type=" + escaped(poll.deviceType());
        String head = "GET " + DEPLOYMENTS + "next" + query + " HTTP/1.1\r\n" + common()
                + "Authorization: Bearer " + token + "\r\n"
                + "Accept-Encoding: gzip\r\n\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
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

    private static Map<String, Object> pollBody(DeviceRequest.Poll poll) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("device_provides", provides(poll));
        body.put("update_control_map", true);
        return body;
    }

    /** The device's full software description: twelve entries, as a device with one root file system reports them. */
    private static Map<String, String> provides(DeviceRequest.Poll poll) {
        Map<String, String> provides = new LinkedHashMap<>();
        provides.put("artifact_name", poll.artifactName());
        provides.put("device_type", poll.deviceType());
        provides.put("artifact_group", "stable");
        provides.put("rootfs-image.checksum", "4d480539cdb23a4aee6330ff80673a5af92b7793eb1c57c4694532f96383b619");
        provides.put("rootfs-image.version", poll.artifactName());
        for (String part : List.of("kernel", "bootloader", "application", "model", "certificates", "locale", "radio")) {
            provides.put("rootfs-image." + part + ".version", poll.artifactName());
        }
        return provides;
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

    private byte[] json(ClientGeneration client, String method, String path, String token, Object json) {
        boolean chunked = client == ClientGeneration.MENDER_3;
        byte[] body = (JSON.writeValueAsString(json) + (chunked ? "" : "\n")).getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\n" + common()
                + (chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length + "\r\n")
                + "Authorization: Bearer " + token + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Accept-Encoding: gzip\r\n\r\n";
        return join(head.getBytes(StandardCharsets.ISO_8859_1), chunked ? oneChunk(body) : body);
    }

    private static byte[] oneChunk(byte[] body) {
        return join(
                (Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1),
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
