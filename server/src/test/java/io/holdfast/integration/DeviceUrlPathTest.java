package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.platform.database.Query;
import io.holdfast.testing.MigratedDatabase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Device URLs without a domain of their own: paths of the server, whose powers they must not share. */
class DeviceUrlPathTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final String API = "/api/management/v1/holdfast/devices/";
    private static RunningFleetServer server;
    private static DeviceProgram program;

    private final List<AutoCloseable> open = new ArrayList<>();
    private String id;
    private TunnelAgent agent;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database, DeviceUrlConfig.PATHS, URI.create("https://fleet.test"));
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
        TestDevice device = server.acceptedDevice(identity);
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

    private Answer make(String more) {
        Answer made = server.operator()
                .send(Request.of("POST", API + id + "/urls")
                        .sized("{\"enabled\":true,\"port\":" + program.port() + "," + more + "}"));
        assertThat(made).hasToString("201");
        return made;
    }

    private String path(Answer made) {
        URI address = URI.create(made.field("address").orElseThrow());
        assertThat(address.toString()).matches("https://fleet\\.test/u/[a-z2-7]{16}--" + program.port() + "/");
        return address.getPath();
    }

    private UrlVisitor visitor() {
        UrlVisitor visitor = new UrlVisitor(server.http(), "fleet.test");
        open.add(visitor);
        return visitor;
    }

    @Test
    void whatever_comes_from_there_is_shut_into_a_sandbox_and_no_cookie_passes() {
        String path = path(make("\"mode\":\"public\""));
        UrlVisitor visitor = visitor();
        visitor.cookie("__Host-session=" + server.operator().token());

        Answer seen = visitor.send(Request.of("GET", path + "headers?a=b")
                .header("Authorization", "Bearer " + server.operator().token()));
        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.field("cookie")).isEmpty();
        assertThat(seen.field("authorization")).isEmpty();
        assertThat(seen.field("x-forwarded-prefix")).contains(path.substring(0, path.length() - 1));
        assertThat(seen.header("content-security-policy").orElseThrow())
                .startsWith("sandbox ")
                .doesNotContain("allow-same-origin");
        assertThat(seen.header("referrer-policy")).contains("no-referrer");
        assertThat(program.asked()).contains("GET /headers?a=b");

        Answer hostile = visitor.get(path + "hostile");
        assertThat(hostile.status()).isEqualTo(302);
        assertThat(hostile.headers()).doesNotContainKeys("set-cookie", "clear-site-data");
        assertThat(hostile.header("location")).contains(path + "next?x=1");
    }

    @Test
    void the_servers_own_pages_cannot_be_made_to_run_a_devices_code() {
        String path = path(make("\"mode\":\"public\""));
        for (String code : List.of("script", "style", "worker", "serviceworker")) {
            Request request = Request.of("GET", path + "x")
                    .header("Sec-Fetch-Site", "same-origin")
                    .header("Sec-Fetch-Dest", code);
            assertThat(visitor().send(request)).hasToString("404 url.unknown");
        }
        Request inTheSandbox = Request.of("GET", path + "x")
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Dest", "script");
        assertThat(visitor().send(inTheSandbox).status()).isEqualTo(200);
    }

    @Test
    void another_site_s_page_does_not_get_in_by_the_address_of_who_looks_at_it() {
        String path = path(make("\"mode\":\"ip-allow\",\"networks\":[\"127.0.0.0/8\"]"));

        assertThat(visitor().go(path + "x").status()).as("a person goes there").isEqualTo(303);
        assertThat(visitor().get(path + "x").status())
                .as("a program without a browser")
                .isEqualTo(303);
        for (String site : List.of("cross-site", "same-site")) {
            Request fetch = Request.of("GET", path + "x")
                    .header("Origin", "null")
                    .header("Sec-Fetch-Site", site)
                    .header("Sec-Fetch-Mode", "cors")
                    .header("Sec-Fetch-Dest", "empty");
            assertThat(visitor().send(fetch)).as(site).hasToString("404 url.unknown");
        }
        Request old = Request.of("POST", path + "x").header("Origin", "null").sized("a=b");
        assertThat(visitor().send(old)).as("a browser that says little").hasToString("404 url.unknown");
    }

    @Test
    void a_password_and_a_link_are_told_once_and_kept_for_no_repeat() throws Exception {
        Request create = Request.of("POST", API + id + "/urls")
                .header("Idempotency-Key", RunningFleetServer.serial())
                .sized("{\"enabled\":true,\"port\":80,\"mode\":\"basic\",\"user\":\"ada\"}");
        assertThat(server.operator().send(create).field("password")).isPresent();
        Answer url = make("\"mode\":\"link\"");
        Request link = Request.of("POST", API + id + "/urls/" + url.field("id").orElseThrow() + "/links")
                .header("Idempotency-Key", RunningFleetServer.serial())
                .sized("{}");
        assertThat(server.operator().send(link).field("address")).isPresent();

        try (Connection connection = database.database().connect()) {
            assertThat(Query.on(connection, "select convert_from(body, 'UTF8') as body from idempotent_answer")
                            .list(row -> row.getString("body")))
                    .noneMatch(body -> body.contains("password") || body.contains("address"));
        }
    }

    @Test
    void who_is_let_in_has_his_pass_in_the_path() {
        Answer made = make("\"mode\":\"basic\",\"user\":\"ada\"");
        String path = path(made);
        String credentials = "ada:" + made.field("password").orElseThrow();
        Answer in = visitor()
                .send(UrlVisitor.page(path + "deep?x")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
        assertThat(in.status()).isEqualTo(303);
        String passed = in.header("location").orElseThrow();
        assertThat(passed).startsWith(path + "~p.").endsWith("/deep?x");
        assertThat(in.headers()).doesNotContainKey("set-cookie");

        assertThat(visitor().get(passed).text()).isEqualTo("at /deep?x");
        assertThat(visitor().get(passed.replace("~p.", "~q.")).status()).isEqualTo(401);

        String mine = path(make("\"mode\":\"private\""));
        assertThat(visitor().get(mine)).hasToString("404 url.unknown");
        Answer sent = visitor().go(mine + "x");
        assertThat(sent.status()).isEqualTo(303);
        try (RawConnection connection = RawConnection.to(server.http())) {
            Answer page = connection.send(Request.of(
                            "GET",
                            URI.create(sent.header("location").orElseThrow()).getPath())
                    .header("Cookie", "__Host-session=" + server.operator().token()));
            String refresh = page.header("refresh").orElseThrow();
            Answer entered = visitor()
                    .go(URI.create(refresh.substring(refresh.indexOf("https://")))
                            .getPath());
            assertThat(entered.status()).isEqualTo(303);
            assertThat(visitor().get(entered.header("location").orElseThrow()).text())
                    .isEqualTo("at /x");
        }
    }

    @Test
    void what_is_no_address_is_nothing() {
        for (String path :
                List.of("/u/", "/u/x", "/u/abcdefghij234567--80", "/u/abcdefghij234567--0/", "/u/~x/", "/u//")) {
            Answer answer = visitor().get(path);
            assertThat(answer).as(path).hasToString("404 url.unknown");
            assertThat(answer.header("content-security-policy").orElseThrow()).isNotEmpty();
        }
    }
}
