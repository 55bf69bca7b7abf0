package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Ports of a device in a visitor's browser, over a node of its own and an agent that connects to real programs. */
class DeviceUrlTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final String API = "/api/management/v1/holdfast/devices/";
    private static final long DOWNLOAD = 100_000_000;
    private static RunningFleetServer server;
    private static DeviceProgram program;

    private final List<AutoCloseable> open = new ArrayList<>();
    private TestDevice device;
    private String id;
    private TunnelAgent agent;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(
                database,
                new DeviceUrlConfig(Optional.of("devices.test"), Optional.empty()),
                URI.create("https://fleet.test"));
        program = new DeviceProgram();
    }

    @AfterAll
    static void stop() {
        program.close();
        server.close();
    }

    @BeforeEach
    void connect() {
        DeviceIdentity identity = DeviceIdentity.named(RunningFleetServer.serial());
        device = server.acceptedDevice(identity);
        id = server.operator().deviceId(identity).toString();
        agent = TunnelAgent.connect(server.http(), device);
    }

    @AfterEach
    void disconnect() throws Exception {
        assertThat(agent.deaths()).isEmpty();
        agent.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private record Made(String id, String address, String host, String password) {}

    private Made url(String more) {
        return url(program.port(), more);
    }

    private Made url(int port, String more) {
        Answer made = server.operator()
                .send(Request.of("POST", API + id + "/urls")
                        .sized("{\"enabled\":true,\"port\":" + port + "," + more + "}"));
        assertThat(made).hasToString("201");
        JsonNode json = Json.tree(made.body());
        String address = json.path("address").asString();
        assertThat(address).matches("https://[a-z2-7]{16}--" + port + "\\.devices\\.test/");
        return new Made(
                json.path("id").asString(),
                address,
                URI.create(address).getHost(),
                json.path("password").asString(""));
    }

    private Made openUrl() {
        return url("\"mode\":\"public\"");
    }

    private Answer change(Made url, String method, String path, String body) {
        Request bare = Request.of(method, API + id + "/urls/" + url.id() + path);
        return server.operator().send(body.isEmpty() ? bare : bare.sized(body));
    }

    private UrlVisitor visitor(Made url) {
        UrlVisitor visitor = new UrlVisitor(server.http(), url.host());
        open.add(visitor);
        return visitor;
    }

    @Test
    void a_page_of_forty_resources_comes_over_a_few_connections_to_the_device() {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);

        for (int i = 0; i < 40; i++) {
            assertThat(visitor.get("/resource/" + i).text()).isEqualTo("at /resource/" + i);
        }

        assertThat(agent.opened()).isEqualTo(1);
        JsonNode listed = Json.tree(
                server.operator().send(Request.of("GET", API + id + "/urls")).body());
        Eventually.holds(
                "hits are counted",
                () -> Json.tree(server.operator()
                                        .send(Request.of("GET", API + id + "/urls"))
                                        .body())
                                .get(0)
                                .path("hits")
                                .asInt()
                        == 40);
        assertThat(listed).hasSize(1);
    }

    @Test
    void a_hundred_megabytes_come_whole_and_an_upload_goes_whole() throws Exception {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);
        RawConnection connection = visitor.anotherConnection();
        visitor.write(connection, Request.of("GET", "/bytes?count=" + DOWNLOAD).header("Connection", "close"));
        long got = 0;
        boolean zero = true;
        String head = head(connection);
        while (got < DOWNLOAD) {
            byte[] piece = connection.next((int) Math.min(65_536, DOWNLOAD - got));
            for (byte each : piece) {
                zero &= each == 0;
            }
            got += piece.length;
        }
        assertThat(head).contains("200 OK");
        assertThat(zero).isTrue();

        byte[] body = new byte[3_000_000];
        new Random(1).nextBytes(body);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        assertThat(visitor.send(Request.of("POST", "/hash").sized(body)).text()).isEqualTo(hash);
        assertThat(visitor.send(Request.of("POST", "/hash").chunked(body)).text())
                .isEqualTo(hash);
    }

    private static String head(RawConnection connection) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.writeBytes(connection.next(1));
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void who_reads_slowly_holds_the_device_back_and_nobody_else() {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);
        long before = agent.fromPrograms();
        RawConnection slow = visitor.anotherConnection();
        visitor.write(slow, Request.of("GET", "/bytes?count=" + DOWNLOAD));

        Eventually.holds("it begins", () -> agent.fromPrograms() > before);
        assertThat(visitor.get("/quick").text()).isEqualTo("at /quick");
        long held;
        do {
            held = agent.fromPrograms();
            for (int trips = 0; trips < 10; trips++) {
                assertThat(visitor.get("/quick").status()).isIn(200, 429);
            }
        } while (agent.fromPrograms() != held);
        // Sockets' own buffers on three legs of loopback; far from the whole.
        assertThat(held - before).isLessThan(DOWNLOAD / 4);
    }

    @Test
    void a_websocket_echoes_and_events_come_as_they_are_made() {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);
        RawConnection socket = visitor.anotherConnection();
        Answer upgraded = visitor.on(
                socket,
                Request.of("GET", "/ws")
                        .header("Connection", "keep-alive, Upgrade")
                        .header("Upgrade", "websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", TestLink.KEY));
        assertThat(upgraded.status()).isEqualTo(101);
        assertThat(upgraded.header("sec-websocket-accept")).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        socket.write(new byte[] {(byte) 0x82, (byte) 0x83, 0, 0, 0, 0, 1, 2, 3});
        assertThat(socket.next(5)).containsExactly(0x82, 3, 1, 2, 3);

        RawConnection events = visitor.anotherConnection();
        visitor.write(events, Request.of("GET", "/events"));
        assertThat(head(events)).contains("text/event-stream");
        assertThat(new String(events.next(3 + 9 + 2 + 3 + 9 + 2), StandardCharsets.UTF_8))
                .contains("data: 1")
                .contains("data: 2");

        // Both end when the URL is closed.
        assertThat(change(url, "DELETE", "", "")).hasToString("204");
        assertThat(socket.closed()).isTrue();
        assertThat(visitor.get("/")).hasToString("404 url.unknown");
    }

    @Test
    void headers_are_the_visitors_but_what_says_where_he_is_and_what_is_ours() {
        Made url = url("\"mode\":\"link\",\"host\":\"camera.local\"");
        UrlVisitor visitor = visitor(url);
        visitor.go(link(url));
        JsonNode seen = Json.tree(visitor.send(Request.of("GET", "/headers")
                        .header("Cookie", "theirs=1")
                        .header("X-Forwarded-For", "6.6.6.6")
                        .header("X-Forwarded-Server", "evil")
                        .header("Forwarded", "for=6.6.6.6")
                        .header("X-Real-IP", "6.6.6.6")
                        .header("Connection", "X-Hop")
                        .header("X-Hop", "1")
                        .header("TE", "trailers")
                        .header("Proxy", "http://evil")
                        .header("Authorization", "Bearer of-the-device")
                        .header("Origin", "https://" + url.host())
                        .header("X-Own", "kept"))
                .body());

        Map<String, String> headers = new TreeMap<>();
        seen.properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asString()));
        assertThat(headers)
                .containsEntry(":authority", "camera.local")
                .containsEntry("x-forwarded-for", "127.0.0.1")
                .containsEntry("x-forwarded-proto", "https")
                .containsEntry("x-forwarded-host", url.host())
                .containsEntry("forwarded", "for=127.0.0.1;host=\"" + url.host() + "\";proto=https")
                .containsEntry("cookie", "theirs=1")
                .containsEntry("authorization", "Bearer of-the-device")
                .containsEntry("origin", "http://camera.local")
                .containsEntry("x-own", "kept")
                .doesNotContainKeys("x-forwarded-server", "x-real-ip", "x-hop", "te", "proxy", "connection");
    }

    @Test
    void a_device_cannot_speak_for_the_domain() {
        Made url = openUrl();
        Answer answer = visitor(url).get("/hostile");

        assertThat(answer.status()).as(answer.text()).isEqualTo(302);
        assertThat(answer.header("location")).contains("https://" + url.host() + "/next?x=1");
        assertThat(answer.header("set-cookie")).contains("a=1; Path=/; HttpOnly");
        assertThat(answer.headers())
                .doesNotContainKeys("clear-site-data", "alt-svc", "strict-transport-security", "x-private");
    }

    private String link(Made url) {
        Answer made = change(url, "POST", "/links", "{\"seconds\":600}");
        assertThat(made).hasToString("201");
        return URI.create(made.field("address").orElseThrow()).getPath();
    }

    @Test
    void strangers_hear_the_same_whether_or_not_there_is_such_an_address() {
        Made real = url("\"mode\":\"private\"");
        String no = "aaaaaaaaaaaaaaaa--" + program.port();
        Made none = new Made("", "", no + ".devices.test", "");
        for (Request request : List.of(
                Request.of("GET", "/nobodys"),
                Request.of("POST", "/nobodys").sized("{}"),
                Request.of("GET", "/nobodys").header("Cookie", "__Host-holdfast-url=forged"),
                Request.of("GET", "/.holdfast/enter/x/y"),
                Request.of("GET", "/.holdfast/link/x"))) {
            assertThat(visitor(real).send(request)).hasToString("404 url.unknown");
            assertThat(visitor(none).send(request)).hasToString("404 url.unknown");
        }
        Answer ours = visitor(real).go("/x?y");
        Answer nobodys = visitor(none).go("/x?y");
        assertThat(ours.status()).isEqualTo(303);
        assertThat(nobodys.status()).isEqualTo(303);
        assertThat(ours.header("location").orElseThrow().replace(real.host().substring(0, 16), ""))
                .isEqualTo(nobodys.header("location").orElseThrow().replace("aaaaaaaaaaaaaaaa", ""))
                .startsWith("https://fleet.test/device-urls/enter/");
        assertThat(program.asked()).doesNotContain("GET /nobodys");
    }

    @Test
    void a_person_signs_in_at_the_server_comes_in_once_and_is_out_within_a_second_of_signing_out() {
        Made url = url("\"mode\":\"private\"");
        UrlVisitor visitor = visitor(url);
        String asked = URI.create(visitor.go("/deep?a=b").header("location").orElseThrow())
                .getPath();
        String token = server.operator()
                .signInAgain(io.holdfast.testing.AccessFixture.PASSWORD)
                .text();
        String entry = entry(asked, token);

        Answer in = visitor.go(entry);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("location")).contains("/deep?a=b");
        assertThat(in.header("set-cookie").orElseThrow())
                .startsWith("__Host-holdfast-url=")
                .contains("; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(visitor.get("/deep?a=b").text()).isEqualTo("at /deep?a=b");
        assertThat(visitor(url).go(entry)).hasToString("403"); // a page: the entry is used up

        signOut(token);
        Eventually.holds("he is out", () -> visitor.get("/deep").status() == 404);
        assertThat(visitor.go("/deep").status()).isEqualTo(303);
    }

    private String entry(String path, String token) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            Answer page = connection.send(Request.of("GET", path).header("Cookie", "__Host-session=" + token));
            assertThat(page.status()).as(page.text()).isEqualTo(200);
            String refresh = page.header("refresh").orElseThrow();
            return URI.create(refresh.substring(refresh.indexOf("https://"))).getPath();
        }
    }

    private void signOut(String token) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            Answer out = connection.send(
                    Request.of("POST", "/api/management/v1/useradm/auth/logout").bearer(token));
            assertThat(out.status()).isBetween(200, 299);
        }
    }

    @Test
    void a_link_lets_in_until_the_address_is_changed_and_a_browser_led_by_another_device_is_not_let_in() {
        Made url = url("\"mode\":\"link\"");
        UrlVisitor visitor = visitor(url);
        Answer in = visitor.go(link(url));
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.header("location")).contains("/");
        assertThat(visitor.get("/x").status()).isEqualTo(200);

        // Another device's page: browsers send the cookie along, since both share a parent domain.
        Request led =
                Request.of("GET", "/x").header("Sec-Fetch-Site", "same-site").header("Sec-Fetch-Mode", "cors");
        assertThat(visitor.send(led)).hasToString("404 url.unknown");
        Request followed =
                Request.of("GET", "/x").header("Sec-Fetch-Site", "same-site").header("Sec-Fetch-Mode", "navigate");
        assertThat(visitor.send(followed.header("Sec-Fetch-Dest", "document")).status())
                .isEqualTo(200);
        assertThat(visitor.send(followed.header("Sec-Fetch-Dest", "iframe"))).hasToString("404 url.unknown");
        assertThat(visitor.send(Request.of("POST", "/x")
                        .header("Origin", "https://bbbbbbbbbbbbbbbb--80.devices.test")
                        .sized("{}")))
                .hasToString("404 url.unknown");

        assertThat(change(url, "POST", "/rotate", "")).hasToString("200");
        // Under a name that is gone everybody hears the same.
        assertThat(visitor.get("/x")).hasToString("404 url.unknown");
        JsonNode audited = Json.tree(database.text("""
                select coalesce(jsonb_agg(action), '[]')::text
                from audit_event where object = ? and action like 'url.%'
                """, id));
        assertThat(audited.toString())
                .contains("url.create")
                .contains("url.link")
                .contains("url.rotate");
        Eventually.holds(
                "his coming is on record",
                () -> database.number("select count(*) from audit_event where action = 'url.access' and object = '" + id
                                + "'")
                        == 1);
    }

    @Test
    void names_and_passwords_networks_and_switches_open_and_close() {
        Made basic = url("\"mode\":\"basic\",\"user\":\"ada\"");
        UrlVisitor visitor = visitor(basic);
        assertThat(visitor.get("/x").header("www-authenticate")).contains("Basic realm=\"device\", charset=\"UTF-8\"");
        assertThat(visitor.send(Request.of("GET", "/x").header("Authorization", credentials("ada", "wrong"))))
                .hasToString("401 url.password");
        Answer in = visitor.send(
                Request.of("GET", "/headers").header("Authorization", credentials("ada", basic.password())));
        assertThat(in.status()).isEqualTo(200);
        assertThat(in.field("authorization")).isEmpty(); // it was for the server

        Made here = url("\"mode\":\"ip-allow\",\"networks\":[\"127.0.0.0/8\"]");
        Made elsewhere = url("\"mode\":\"ip-allow\",\"networks\":[\"10.0.0.0/8\",\"::/0\"]");
        assertThat(visitor(here).get("/x").status()).isEqualTo(200);
        assertThat(visitor(elsewhere).get("/x")).hasToString("404 url.unknown");

        String off = "{\"port\":" + program.port() + ",\"mode\":\"ip-allow\",\"networks\":[\"127.0.0.0/8\"]}";
        assertThat(change(here, "PUT", "", off)).hasToString("200");
        assertThat(visitor(here).get("/x")).hasToString("404 url.unknown");
        String past = off.replace("}", ",\"enabled\":true,\"expires\":\"2020-01-01T00:00:00Z\"}");
        assertThat(change(here, "PUT", "", past)).hasToString("200");
        assertThat(visitor(here).get("/x")).hasToString("404 url.unknown");
    }

    private static String credentials(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pages_say_what_is_wrong() throws Exception {
        Made nothing = url(1, "\"mode\":\"public\"");
        assertThat(visitor(nothing).get("/")).hasToString("502 url.nothing-listens");
        Answer page = visitor(nothing).go("/");
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.text()).contains("It was asked for port 1.").doesNotContain("http://", "https://", "src=");
        assertThat(page.header("content-security-policy").orElseThrow()).startsWith("default-src 'none'");

        try (ScriptedProgram broken = ScriptedProgram.answering("no http at all\r\n\r\n");
                ScriptedProgram mute = ScriptedProgram.answering("")) {
            assertThat(visitor(url(broken.port(), "\"mode\":\"public\"")).get("/"))
                    .hasToString("502 url.bad-answer");
            assertThat(visitor(url(mute.port(), "\"mode\":\"public\"")).get("/"))
                    .hasToString("502 url.no-answer");
        }
        Made tls = url("\"mode\":\"public\",\"transport\":\"https-unverified\"");
        assertThat(visitor(tls).get("/").code()).isIn("url.tls-failed", "url.no-answer", "url.bad-answer");

        Made url = openUrl();
        agent.close();
        UrlVisitor late = visitor(url);
        Eventually.holds("the link is over", () -> late.get("/").code().equals("url.device-offline"));
        Answer offline = visitor(url).get("/");
        assertThat(offline.field("error").orElseThrow()).contains("offline since 20");
        assertThat(offline.retryAfter()).isPresent();

        agent = TunnelAgent.withoutForwarding(server.http(), device);
        assertThat(visitor(url).get("/")).hasToString("502 url.not-served");
    }

    @Test
    void a_program_with_a_certificate_of_its_own_is_reached_when_nobody_asks_who_signed_it() {
        SelfSignedCertificate own = SelfSignedCertificate.create();
        try (DeviceProgram secure =
                new DeviceProgram(new HttpServerOptions().setSsl(true).setKeyCertOptions(own.keyCertOptions()))) {
            Made believed = url(secure.port(), "\"mode\":\"public\",\"transport\":\"https\"");
            Made any = url(secure.port(), "\"mode\":\"public\",\"transport\":\"https-unverified\"");
            assertThat(visitor(any).get("/x").text()).isEqualTo("at /x");
            assertThat(visitor(believed).get("/x")).hasToString("502 url.tls-failed");
        } finally {
            own.delete();
        }
    }

    @Test
    void requests_that_two_readers_may_end_at_different_places_do_not_reach_the_device() {
        Made url = openUrl();
        for (String head : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: 5, 5\r\n")) {
            RawConnection connection = visitor(url).anotherConnection();
            connection.write(("POST /smuggled HTTP/1.1\r\nHost: " + url.host() + "\r\n" + head
                            + "\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: " + url.host() + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(connection.read(false).status()).as(head).isEqualTo(400);
        }
        assertThat(program.asked()).noneMatch(line -> line.contains("smuggled") || line.contains("hidden"));
    }

    @Test
    void who_names_a_host_of_the_domain_is_shown_its_certificate_and_everybody_else_the_servers() throws Exception {
        Made url = openUrl();
        assertThat(shown(url.host())).contains("*.devices.test");
        assertThat(shown("localhost.test")).contains("localhost").doesNotContain("*.devices.test");
    }

    private static String shown(String host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        try (Socket plain = new Socket("127.0.0.1", server.https().getPort());
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, 443, true)) {
            tls.startHandshake();
            X509Certificate leaf = (X509Certificate) tls.getSession().getPeerCertificates()[0];
            tls.getOutputStream()
                    .write(("GET /x HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer.endsWith("at /x")).isEqualTo(host.endsWith(".devices.test"));
            return String.valueOf(leaf.getSubjectAlternativeNames());
        }
    }

    @Test
    void more_requests_at_once_than_a_device_has_places_for_wait_their_turn() {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);
        List<RawConnection> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawConnection connection = visitor.anotherConnection();
            visitor.write(connection, Request.of("GET", "/at/" + i));
            all.add(connection);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(all.get(i).read(false).text()).isEqualTo("at /at/" + i);
        }
        assertThat(agent.open()).isLessThanOrEqualTo(32);
    }

    @Test
    void parallel_visitors_have_connections_of_their_own() throws Exception {
        Made url = openUrl();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                UrlVisitor visitor = visitor(url);
                all.add(threads.submit(() -> visitor.get("/bytes?count=500000").body().length));
            }
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(500_000);
            }
        }
        assertThat(agent.opened()).isBetween(2L, 6L);
    }

    @Test
    void a_device_that_is_decommissioned_takes_its_addresses_with_it() {
        Made url = openUrl();
        UrlVisitor visitor = visitor(url);
        assertThat(visitor.get("/x").status()).isEqualTo(200);

        assertThat(server.operator().send(Request.of("DELETE", "/api/management/v2/devauth/devices/" + id)))
                .hasToString("204");

        assertThat(visitor.get("/x")).hasToString("404 url.unknown");
        assertThat(database.number("select count(*) from device_url where device_id = '" + id + "'"))
                .isZero();
        assertThat(server.operator().send(Request.of("GET", API + id + "/urls")).text())
                .isEqualTo("[]");
    }
}
