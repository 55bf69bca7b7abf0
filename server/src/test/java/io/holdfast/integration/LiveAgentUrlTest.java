package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.session.Offers;
import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.MigratedDatabase;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web program on a device that speaks in streams, under an address of its own. */
class LiveAgentUrlTest {
    private static final long DOWNLOAD = 100_000_000;

    @TempDir
    private Path folder;

    private final DeviceProgram program = new DeviceProgram();
    private final RunningFleetServer server = RunningFleetServer.on(
            MigratedDatabase.fresh(),
            new DeviceUrlConfig(Optional.of("devices.test"), Optional.empty()),
            URI.create("https://fleet.test"));
    private Optional<LiveAgent> agent = Optional.empty();
    private Optional<UrlVisitor> visitor = Optional.empty();

    @BeforeEach
    void open() {
        LiveAgent device = LiveAgent.connected(server, folder.resolve("data"), Offers.everything());
        agent = Optional.of(device);
        Answer made = server.operator()
                .send(Request.of("POST", "/api/management/v1/holdfast/devices/" + device.id() + "/urls")
                        .sized("{\"enabled\":true,\"port\":" + program.port() + ",\"mode\":\"public\"}"));
        assertThat(made).hasToString("201");
        String address = Json.tree(made.body()).path("address").asString();
        visitor = Optional.of(new UrlVisitor(server.http(), URI.create(address).getHost()));
    }

    @AfterEach
    void close() {
        visitor.ifPresent(UrlVisitor::close);
        agent.ifPresent(LiveAgent::close);
        server.close();
        program.close();
    }

    private UrlVisitor visitor() {
        return visitor.orElseThrow();
    }

    @Test
    void pages_large_answers_and_uploads_come_whole() throws Exception {
        for (int i = 0; i < 40; i++) {
            assertThat(visitor().get("/resource/" + i).text()).isEqualTo("at /resource/" + i);
        }
        RawConnection download = visitor().anotherConnection();
        visitor().write(download, Request.of("GET", "/bytes?count=" + DOWNLOAD).header("Connection", "close"));
        assertThat(head(download)).contains("200 OK");
        long got = 0;
        while (got < DOWNLOAD) {
            got += download.next((int) Math.min(65_536, DOWNLOAD - got)).length;
        }
        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        assertThat(visitor().send(Request.of("POST", "/hash").sized(body)).text())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
    }

    private static String head(RawConnection connection) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.writeBytes(connection.next(1));
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void who_reads_slowly_holds_nobody_else_back() {
        for (int i = 0; i < 4; i++) {
            visitor().write(visitor().anotherConnection(), Request.of("GET", "/bytes?count=" + DOWNLOAD));
        }

        for (int i = 0; i < 20; i++) {
            assertThat(visitor().get("/quick").text()).isEqualTo("at /quick");
        }
    }

    @Test
    void a_websocket_echoes_and_a_port_where_nothing_listens_is_named() {
        RawConnection socket = visitor().anotherConnection();
        Answer upgraded = visitor()
                .on(
                        socket,
                        Request.of("GET", "/ws")
                                .header("Connection", "keep-alive, Upgrade")
                                .header("Upgrade", "websocket")
                                .header("Sec-WebSocket-Version", "13")
                                .header("Sec-WebSocket-Key", TestLink.KEY));
        assertThat(upgraded.status()).isEqualTo(101);
        socket.write(new byte[] {(byte) 0x82, (byte) 0x83, 0, 0, 0, 0, 1, 2, 3});
        assertThat(socket.next(5)).containsExactly(0x82, 3, 1, 2, 3);

        program.close();
        assertThat(visitor().get("/gone").status()).isEqualTo(502);
    }
}
