package io.holdfast.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.TinyArtifact;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages as bytes: who gets in, what is written how, and what a form needs. */
class WebPagesTest {
    private static final String HOSTILE = "<script>alert('x')</script>\"'><img src=x onerror=alert(1)>";

    private final TestSite site;
    private final TestFleet fleet;
    private final SiteClient browser;

    WebPagesTest() throws IOException {
        Path folder = Files.createTempDirectory("holdfast-web");
        site = new TestSite(folder);
        fleet = new TestFleet(site.access);
        browser = new SiteClient(site);
    }

    @AfterEach
    void close() {
        browser.close();
        site.close();
    }

    private void signIn() {
        site.access.user(AccessFixture.ADA);
        browser.signedIn(site.access.token(AccessFixture.ADA).reveal());
    }

    @Test
    void without_a_session_every_page_leads_to_the_sign_in_page() {
        for (String page : List.of("/", "/devices", "/releases", "/deployments", "/deployments/new", "/connect")) {
            HttpResponse<String> answer = browser.get(page);

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(location(answer)).startsWith("/sign-in?next=");
        }
    }

    @Test
    void signing_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use_and_leads_on() {
        site.access.user(AccessFixture.ADA);

        HttpResponse<String> answer = browser.post(
                "/sign-in", "email", "ada@example.com", "password", AccessFixture.PASSWORD, "next", "/releases");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(location(answer)).isEqualTo("/releases");
        assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
                .startsWith("__Host-session=")
                .contains("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=");
    }

    @Test
    void a_wrong_password_is_told_on_the_form_which_keeps_the_address() {
        site.access.user(AccessFixture.ADA);

        HttpResponse<String> answer =
                browser.post("/sign-in", "email", "ada@example.com", "password", "wrong", "next", "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("The address or the password is wrong.", "value=\"ada@example.com\"");
    }

    @Test
    void after_signing_in_no_address_of_another_site_is_followed() {
        for (String next : List.of("https://evil.example/", "//evil.example", "/\\evil.example", "", "javascript:1")) {
            assertThat(SignInPages.destination(next)).isEqualTo("/devices");
        }
        assertThat(SignInPages.destination("/devices?standing=pending")).isEqualTo("/devices?standing=pending");
    }

    @Test
    void a_form_that_another_site_sends_is_refused_even_before_signing_in() {
        HttpResponse<String> answer =
                browser.send("POST", "/sign-in", BodyPublishers.ofString("email=a"), "Origin", "https://evil.example");

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void where_a_failover_may_lose_something_every_page_says_so_and_elsewhere_none() {
        signIn();
        String said = "the last seconds of what was done may be lost";
        assertThat(browser.get("/devices").body()).doesNotContain(said);

        site.failoverMayLose(true);

        for (String page : List.of("/devices", "/releases", "/deployments", "/connect")) {
            assertThat(browser.get(page).body()).as(page).contains(said);
        }
    }

    @Test
    void signing_out_ends_the_session() {
        signIn();

        HttpResponse<String> answer = browser.post("/sign-out", "form_token", browser.formToken("/devices"));

        assertThat(location(answer)).isEqualTo("/sign-in");
        assertThat(answer.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("__Host-session=;"));
        assertThat(browser.get("/devices").statusCode()).isEqualTo(303);
    }

    @Test
    void the_set_up_link_makes_the_first_administrator_once() {
        String link = site.setupLink.prepare(site.url()).orElseThrow().toString();
        String token = link.substring(link.indexOf("token=") + 6);
        assertThat(browser.get("/setup?token=" + token).body()).contains("Set up this server");
        HttpResponse<String> other = browser.get("/setup?token=other");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).contains("setup-link").doesNotContain("Sign in.");

        String[] form = {
            "token", token, "email", "ada@example.com", "password", "a long sentence", "again", "a long sentence"
        };
        HttpResponse<String> done = browser.post("/setup", form);
        HttpResponse<String> again = browser.post("/setup", form);

        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(location(done)).isEqualTo("/connect");
        assertThat(done.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("__Host-session=ey"));
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body())
                .as("no other link is promised: there will be none")
                .contains("has its first user", "Sign in.")
                .doesNotContain("start");
    }

    @Test
    void the_set_up_form_says_what_is_wrong_and_stays_open() {
        String link = site.setupLink.prepare(site.url()).orElseThrow().toString();
        String token = link.substring(link.indexOf("token=") + 6);

        HttpResponse<String> differ = browser.post(
                "/setup",
                "token",
                token,
                "email",
                "ada@example.com",
                "password",
                "a long sentence",
                "again",
                "another");
        HttpResponse<String> tooShort = browser.post(
                "/setup", "token", token, "email", "ada@example.com", "password", "short", "again", "short");

        assertThat(differ.statusCode()).isEqualTo(422);
        assertThat(differ.body()).contains("The two passwords differ");
        assertThat(tooShort.body()).contains("at least 12 characters");
        assertThat(browser.get("/setup?token=" + token).statusCode()).isEqualTo(200);
    }

    @Test
    void the_connect_page_has_the_exact_mender_conf_and_the_servers_own_certificate() {
        signIn();
        site.tenantToken("hft1.secret-of-the-tenant");

        String page = browser.get("/connect").body();
        HttpResponse<String> certificate = browser.get("/setup/server.crt");

        Matcher conf = Pattern.compile("aria-label=\"mender.conf\"><code>(.*?)</code>", Pattern.DOTALL)
                .matcher(page);
        assertThat(conf.find()).isTrue();
        var json = Json.tree(conf.group(1).replace("&#34;", "\"").replace("&quot;", "\""));
        assertThat(json.path("ServerURL").asString()).isEqualTo(site.url().toString());
        assertThat(json.path("ServerCertificate").asString()).isEqualTo("/etc/mender/server.crt");
        assertThat(json.path("TenantToken").asString()).isEqualTo("hft1.secret-of-the-tenant");
        assertThat(certificate.statusCode()).isEqualTo(200);
        assertThat(certificate.body()).startsWith("-----BEGIN CERTIFICATE-----\n");
        assertThat(page).contains(certificate.body().lines().skip(1).findFirst().orElseThrow());
    }

    @Test
    void pages_allow_no_script_no_frame_and_no_foreign_resource() {
        signIn();

        HttpResponse<String> page = browser.get("/devices");

        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.body()).doesNotContain("<script", " style=", "http://", "onclick");
    }

    @Test
    void the_stylesheet_is_kept_for_a_year_under_a_name_of_its_contents() {
        String page = browser.get("/sign-in").body();
        Matcher href = Pattern.compile("/assets/holdfast-[0-9a-f]{12}\\.css").matcher(page);
        assertThat(href.find()).isTrue();

        HttpResponse<String> css = browser.get(href.group());

        assertThat(css.statusCode()).isEqualTo(200);
        assertThat(css.headers().firstValue("Content-Type")).hasValue("text/css; charset=utf-8");
        assertThat(css.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");
    }

    @Test
    void an_empty_fleet_is_told_how_to_point_a_device_here() {
        signIn();

        assertThat(browser.get("/devices").body())
                .contains("No devices yet: point one here", "ServerURL", "mender-client");
    }

    @Test
    void a_pending_device_is_accepted_from_the_list_and_the_next_page_says_so_once() {
        signIn();
        DeviceId device = fleet.device("{\"mac\":\"52:54:00:00:00:01\"}", Standing.PENDING, 5);
        site.heard.put(device, Instant.now().minusSeconds(120));
        String list = browser.get("/devices?standing=pending").body();
        Matcher action = Pattern.compile("action=\"(/devices/[^\"]+/accept)\"").matcher(list);
        assertThat(action.find()).isTrue();
        assertThat(list).contains("52:54:00:00:00:01", "2 min ago");

        HttpResponse<String> answer =
                browser.post(action.group(1), "form_token", browser.formToken("/devices"), "tab", "pending");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(location(answer)).isEqualTo("/devices?standing=pending");
        assertThat(answer.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.contains("DEVICE_ACCEPTED"));
        assertThat(browser.get("/devices?standing=accepted").body()).contains("52:54:00:00:00:01");
        assertThat(site.access.audited("device.accept")).isEqualTo(1);
    }

    @Test
    void a_device_is_told_what_to_do_and_the_page_says_what_became_of_it() {
        // Given
        signIn();
        DeviceId device = fleet.device("{\"mac\":\"52:54:00:00:00:01\"}", Standing.ACCEPTED, 5);
        String page = "/devices/" + device;
        String token = browser.formToken(page);
        assertThat(browser.get(page).body()).contains("None yet. A device that is away is told when it is back.");

        // When
        HttpResponse<String> queued = browser.post(page + "/commands", "form_token", token, "command", "check_update");

        // Then
        assertThat(location(queued)).isEqualTo(page);
        assertThat(browser.get(page).body()).contains("Waits for the device", "Check for an update");
        assertThat(site.access.audited("command.queue")).isEqualTo(1);

        // When: twice
        Matcher command = Pattern.compile(page + "/commands/[0-9a-f-]{36}/cancel")
                .matcher(browser.get(page).body());
        assertThat(command.find()).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThat(location(browser.post(command.group(), "form_token", token)))
                    .isEqualTo(page);
        }

        // Then
        assertThat(browser.get(page).body()).contains("Cancelled").doesNotContain("/cancel\"");
        assertThat(site.access.audited("command.cancel")).isEqualTo(1);
        assertThat(browser.post(page + "/commands", "form_token", token, "command", "reboot")
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.post(page + "/commands", "form_token", "x", "command", "check_update")
                        .statusCode())
                .isEqualTo(403);
        DeviceId pending = fleet.device("{\"mac\":\"52:54:00:00:00:02\"}", Standing.PENDING, 5);
        assertThat(browser.get("/devices/" + pending).body()).doesNotContain("Send the inventory");
        assertThat(browser.post("/devices/" + pending + "/commands", "form_token", token, "command", "check_update")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void what_is_set_for_a_device_stands_beside_what_it_reports() {
        signIn();
        DeviceId device = fleet.device("{\"mac\":\"52:54:00:00:00:01\"}", Standing.ACCEPTED, 5);
        String page = "/devices/" + device;
        assertThat(browser.get(page).body()).doesNotContain("Configuration");

        configured("device_configuration (configured, tenant_id, device_id)", "", device, """
                {"timezone": "Europe/Oslo", "same": "x", "hostile": "%s"}
                """.formatted(
                        HOSTILE.replace("\"", "\\\"")));
        String before = browser.get(page).body();
        assertThat(before).contains("Europe/Oslo", "not reported").doesNotContain("Differs", HOSTILE);

        configured(
                "reported_configuration (reported, tenant_id, device_id, content_hash, received_at, node_id, report_no)",
                ", 1, now(), gen_random_uuid(), 1",
                device,
                "{\"timezone\": \"UTC\", \"same\": \"x\", \"own\": \"y\"}");
        String after = browser.get(page).body();
        assertThat(after).contains("not set", "UTC");
        // The time zone, what was not reported, and what was not set.
        assertThat(after.split("Differs", -1)).hasSize(4);
    }

    private void configured(String into, String more, DeviceId device, String map) {
        site.access.database.number(
                "with put as (insert into " + into + " select ?::jsonb, tenant_id, device_id" + more
                        + " from device where device_id = ? returning 1) select count(*) from put",
                map,
                device.value());
    }

    @Test
    void a_deed_without_this_sessions_form_token_is_refused_and_does_nothing() {
        signIn();
        DeviceId device = fleet.device("{\"mac\":\"52:54:00:00:00:01\"}", Standing.PENDING, 5);
        UUID key = fleet.key(device, Standing.PENDING, 1);
        String stranger = new FormTokens(site.access.keys).of(io.holdfast.access.SessionId.random());

        for (String token : List.of("", "x", stranger)) {
            HttpResponse<String> answer =
                    browser.post("/devices/" + device + "/keys/" + key + "/accept", "form_token", token);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("reload the page");
        }
        assertThat(browser.post("/devices/" + device + "/decommission").statusCode())
                .isEqualTo(403);
        assertThat(browser.post("/deployments", "release", "x").statusCode()).isEqualTo(403);
        assertThat(browser.upload("/releases", "x", "a.mender", TinyArtifact.of("v1", "qemu"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.access.database.number("select count(*) from audit_event where action like 'device.%'"))
                .isZero();
        assertThat(site.access.database.number("select count(*) from artifact")).isZero();
    }

    @Test
    void a_device_is_decommissioned_only_after_a_page_that_asks() {
        signIn();
        DeviceId device = fleet.device("{\"sn\":\"A-1\"}", Standing.REJECTED, 5);
        String page = "/devices/" + device + "/decommission";
        assertThat(browser.get(page).body()).contains("Decommission this device?", "A-1");

        HttpResponse<String> answer = browser.post(page, "form_token", browser.formToken(page));

        assertThat(location(answer)).isEqualTo("/devices");
        assertThat(browser.get("/devices/" + device).statusCode()).isEqualTo(404);
    }

    @Test
    void what_a_hostile_device_says_of_itself_is_only_ever_text() {
        signIn();
        DeviceId device = fleet.device(
                Json.text(Json.object().put("sn", HOSTILE).put(HOSTILE, "\u202Etxt")), Standing.ACCEPTED, 5);
        fleet.inventory(device, 1, HOSTILE, HOSTILE, "device_type", HOSTILE, "artifact_name", HOSTILE);
        fleet.release(HOSTILE, HOSTILE, HOSTILE, 10, false, 1);
        UUID deployment = fleet.deployment(HOSTILE, HOSTILE, "active", false, 5);
        fleet.target(deployment, device, "failure", HOSTILE, 5);
        fleet.log(deployment, device, HOSTILE);

        for (String page : List.of(
                "/devices",
                "/devices/" + device,
                "/devices/" + device + "/decommission",
                "/releases",
                "/deployments",
                "/deployments/new",
                "/deployments/" + deployment,
                "/deployments/" + deployment + "/abort",
                "/deployments/" + deployment + "/devices/" + device + "/log")) {
            HttpResponse<String> answer = browser.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body()).as(page).doesNotContain("<script", "<img").contains("&lt;script&gt;");
        }
    }

    @Test
    void what_is_not_there_is_a_page_with_the_right_status() {
        signIn();
        UUID unknown = UUID.randomUUID();
        for (String page : List.of(
                "/devices/" + unknown,
                "/devices/nonsense",
                "/devices/" + unknown + "/decommission",
                "/releases/" + unknown + "/delete",
                "/deployments/" + unknown,
                "/deployments/" + unknown + "/devices/" + unknown + "/log",
                "/nowhere")) {
            HttpResponse<String> answer = browser.get(page);
            assertThat(answer.statusCode()).as(page).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).as(page).hasValue("text/html; charset=utf-8");
            assertThat(answer.body()).as(page).contains("<h1>Nothing here</h1>", "Go to devices");
        }
        assertThat(browser.get("/devices?page=0").statusCode()).isEqualTo(400);
        assertThat(browser.post("/devices").statusCode()).isEqualTo(405);
    }

    @Test
    void a_database_that_is_away_is_a_page_with_the_time_to_come_back() {
        signIn();
        site.access.databaseAway(true);

        HttpResponse<String> answer = browser.get("/devices");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("<h1>Not right now</h1>");
    }

    @Test
    void an_artifact_is_uploaded_deployed_and_aborted() {
        signIn();
        DeviceId device = fleet.device("{\"sn\":\"A-1\"}", Standing.ACCEPTED, 5);
        String token = browser.formToken("/releases");

        assertThat(location(browser.upload("/releases", token, "v2.mender", TinyArtifact.of("v2", "qemu"))))
                .isEqualTo("/releases");
        assertThat(browser.get("/releases").body()).contains("v2", "qemu");
        HttpResponse<String> created = browser.post(
                "/deployments", "form_token", token, "release", "v2", "targets", "these", "device", device.toString());
        String deployment = location(created);
        assertThat(created.statusCode()).isEqualTo(303);
        assertThat(browser.get(deployment).body()).contains("A-1", "Not begun", "0</b> of 1 devices done");
        String page = browser.get(artifact(browser.get("/releases").body()).replace("/delete", ""))
                .body();
        assertThat(page)
                .contains("Not signed", "mender, version 3", "single-file", ">file<", "artifact_name", "device_type")
                .contains("href=\"" + deployment + "\"", "in progress");
        String artifact = artifact(browser.get("/releases").body());
        assertThat(browser.post(artifact, "form_token", token).statusCode()).isEqualTo(409);

        assertThat(location(browser.post(deployment + "/abort", "form_token", token)))
                .isEqualTo(deployment);

        assertThat(browser.get(deployment).body()).contains("Aborted");
        assertThat(location(browser.post(artifact, "form_token", token))).isEqualTo("/releases");
        assertThat(browser.get("/releases").body()).contains("No releases yet");
    }

    private static String artifact(String page) {
        Matcher matcher = Pattern.compile("href=\"(/releases/[^\"]+/delete)\"").matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void a_broken_upload_and_none_at_all_are_told_on_the_form() {
        signIn();
        String token = browser.formToken("/releases");

        HttpResponse<String> broken = browser.upload("/releases", token, "v2.mender", new byte[2000]);
        HttpResponse<String> none = browser.upload("/releases", token, "", new byte[0]);

        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body()).contains("This file was refused", "Upload an artifact");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("Choose an artifact file first");
    }

    @Test
    void a_deployment_form_that_says_too_little_comes_back_with_the_reason_and_what_was_filled_in() {
        signIn();
        fleet.release("v1", "", "qemu", 10, false, 1);
        String token = browser.formToken("/deployments/new");

        HttpResponse<String> nobody = browser.post(
                "/deployments", "form_token", token, "release", "v1", "targets", "these", "name", "spring");
        HttpResponse<String> notAnId =
                browser.post("/deployments", "form_token", token, "release", "v1", "targets", "these", "others", "abc");
        HttpResponse<String> noDevice =
                browser.post("/deployments", "form_token", token, "release", "v1", "targets", "all");

        assertThat(nobody.statusCode()).isEqualTo(422);
        assertThat(nobody.body()).contains("Tick a device", "value=\"spring\"", "value=\"v1\" selected");
        assertThat(notAnId.body()).contains("“abc” is not a device");
        assertThat(noDevice.body()).contains("None of these devices is accepted");
    }

    @Test
    void lists_turn_pages() {
        signIn();
        for (int i = 0; i < 3; i++) {
            fleet.device("{\"sn\":\"A-" + i + "\"}", Standing.PENDING, 10 - i);
        }

        String first = browser.get("/devices?standing=pending&per_page=2").body();
        String second =
                browser.get("/devices?standing=pending&per_page=2&page=2").body();

        assertThat(first)
                .contains("A-0", "A-1", "standing=pending&amp;per_page=2&amp;page=2")
                .doesNotContain("A-2");
        assertThat(second)
                .contains("A-2", "standing=pending&amp;per_page=2&amp;page=1")
                .doesNotContain("A-0");
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse("");
    }

    @Test
    void a_text_that_cannot_be_stored_is_refused_and_no_fault_of_ours() {
        signIn();
        fleet.release("v1", "", "qemu", 10, false, 1);
        String token = browser.formToken("/deployments/new");

        HttpResponse<String> named = browser.post(
                "/deployments", "form_token", token, "release", "v1", "targets", "all", "name", "a\u0000b");
        HttpResponse<String> signIn = browser.post("/sign-in", "email", "a\u0000@example.com", "password", "x");

        assertThat(named.statusCode()).isEqualTo(400);
        assertThat(signIn.statusCode()).isEqualTo(400);
    }
}
