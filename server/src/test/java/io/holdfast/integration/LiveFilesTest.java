package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.MenderClientMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Files from and to a live device, and wishes to its update client. */
class LiveFilesTest {
    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());
    private static final String BOUNDARY = "a-boundary";

    private final DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
    private final TestDevice device = server.acceptedDevice(identity);

    @AfterAll
    static void stop() {
        server.close();
    }

    private Request request(String method, String rest) {
        return Request.of(
                method,
                "/api/management/v1/deviceconnect/devices/" + server.operator().deviceId(identity) + rest);
    }

    private Answer send(Request request) {
        return server.operator().send(request);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void a_download_has_the_file_s_bytes_and_headers() {
        byte[] bytes = bytes(700_001);
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            agent.file("/etc/app.conf", bytes, 0640);

            Answer answer = send(request("GET", "/download?path=/etc/app.conf"));

            assertThat(answer).hasToString("200");
            assertThat(answer.body()).isEqualTo(bytes);
            assertThat(answer.header("x-men-file-path")).hasValue("/etc/app.conf");
            assertThat(answer.header("x-men-file-size")).hasValue("700001");
            assertThat(answer.header("x-men-file-mode")).hasValue("640");
            assertThat(answer.header("x-men-file-uid")).hasValue("7");
            assertThat(answer.header("x-men-file-gid")).hasValue("8");
            assertThat(answer.header("content-type")).hasValue("application/octet-stream");
        }
    }

    @Test
    void an_empty_file_is_downloaded_and_uploaded() {
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            agent.file("/empty", new byte[0], 0600);

            assertThat(send(request("GET", "/download?path=/empty")).body()).isEmpty();
            assertThat(send(upload("path=/new", "file=", "mode=600"))).hasToString("201");
            assertThat(agent.file("/new").bytes()).isEmpty();
        }
    }

    @Test
    void an_upload_arrives_with_mode_and_owner_wherever_they_stand_in_the_form() {
        for (String[] parts : new String[][] {
            {"path=/opt/a", "uid=1000", "gid=50", "mode=100755", "file=*"},
            {"path=/opt/a", "file=*", "mode=100755", "uid=1000"},
            {"file=*", "uid=1000", "mode=755", "path=/opt/a"}
        }) {
            try (TestAgent agent = TestAgent.connect(server.http(), device)) {
                assertThat(send(upload(parts))).hasToString("201");

                TestAgent.Stored stored = agent.file("/opt/a");
                assertThat(stored.bytes()).isEqualTo(bytes(300_000));
                assertThat(stored.mode()).isEqualTo(0755);
                assertThat(stored.uid()).isEqualTo(OptionalLong.of(1000));
            }
        }
    }

    private Request upload(String... parts) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (String part : parts) {
            String name = part.substring(0, part.indexOf('='));
            String value = part.substring(part.indexOf('=') + 1);
            String file = name.equals("file") ? "; filename=\"x\"" : "";
            form.writeBytes(
                    ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + file + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            form.writeBytes(value.equals("*") ? bytes(300_000) : value.getBytes(StandardCharsets.US_ASCII));
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return request("PUT", "/upload")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .sized(form.toByteArray());
    }

    @Test
    void a_broken_form_leaves_nothing_on_the_device() {
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            Answer answer = send(request("PUT", "/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                    .sized("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/x\r\n--"
                            + BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\n600\r\n--" + BOUNDARY
                            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nhalf a fi"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(agent.got(FileTransferMessage.Chunk.class))
                    .noneMatch(chunk -> chunk.bytes().isEmpty());
        }
    }

    @Test
    void what_cannot_be_transferred_is_told_by_a_stable_code() {
        assertThat(send(request("GET", "/download?path=/x"))).hasToString("409 session.device-not-connected");
        assertThat(send(upload("path=/x", "file=*"))).hasToString("409 session.device-not-connected");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            assertThat(send(request("GET", "/download?path=/none"))).hasToString("404 file.not-found");
            assertThat(send(request("GET", "/download"))).hasToString("400 file.path-malformed");
            assertThat(send(request("GET", "/download?path=etc/x"))).hasToString("400 file.path-relative");
            for (String climbing : List.of("/a/../b", "/..", "/a/b/..", "/../etc/shadow", "/a/%2e%2e/b")) {
                assertThat(send(request("GET", "/download?path=" + climbing)))
                        .as(climbing)
                        .hasToString("400 file.path-climbs");
            }
            assertThat(send(upload("path=/opt/../etc/shadow", "file=*"))).hasToString("400 file.path-climbs");
            agent.file("/a/..b/c..", new byte[0], 0600);
            assertThat(send(request("GET", "/download?path=/a/..b/c.."))).hasToString("200");
            agent.file("/dir", new byte[0], 1L << 31 | 0755);
            assertThat(send(request("GET", "/download?path=/dir"))).hasToString("400 file.not-a-file");
            assertThat(send(upload("path=/x", "mode=9", "file=*"))).hasToString("400 file.field-malformed");
            assertThat(send(upload("path=/x"))).hasToString("400 file.missing");
            assertThat(send(upload("file=*"))).hasToString("400 file.path-missing");
        }
        assertThat(send(Request.of(
                        "GET", "/api/management/v1/deviceconnect/devices/" + UUID.randomUUID() + "/download?path=/x")))
                .hasToString("404 session.device-unknown");
    }

    @Test
    void the_update_client_is_asked_and_its_failure_is_told() {
        assertThat(send(request("POST", "/check-update"))).hasToString("409 session.device-not-connected");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            assertThat(send(request("POST", "/check-update"))).hasToString("202");
            assertThat(send(request("POST", "/send-inventory"))).hasToString("202");
            assertThat(agent.got(MenderClientMessage.CheckUpdate.class)).hasSize(1);
            assertThat(agent.got(MenderClientMessage.SendInventory.class)).hasSize(1);
            agent.clientFails();
            assertThat(send(request("POST", "/check-update"))).hasToString("409 client.failed");
        }
    }

    @Test
    void a_device_says_whether_it_is_connected() {
        assertThat(send(request("GET", "")).field("status")).hasValue("unknown");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            assertThat(send(request("GET", "")).field("status")).hasValue("connected");
            assertThat(agent.got()).isEmpty();
        }
    }
}
