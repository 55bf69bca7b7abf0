package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OperatorPageTest {
    private static final Pattern FORM_TOKEN = Pattern.compile("name=\"form_token\" value=\"([0-9a-f]{64})\"");
    private static final Pattern FOREIGN = Pattern.compile("(?:href|src|action)=\"(?:https?:)?//");

    private static RunningFleetServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(MigratedDatabase.fresh());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_page_is_for_who_has_the_token_and_says_how_the_node_is() throws Exception {
        HttpResponse<String> stranger = get("/", "");
        assertThat(stranger.statusCode()).isEqualTo(303);
        assertThat(stranger.headers().firstValue("Location")).hasValue("/sign-in");
        assertThat(get("/sign-in", "").body()).contains("ops-token");

        String cookie = signIn();
        Eventually.holds("routes are measured", () -> body("/", cookie).contains("next"));
        HttpResponse<String> page = get("/", cookie);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("verdict")
                .contains("What changed lately")
                .doesNotContain("<script");
        assertThat(FOREIGN.matcher(page.body()).find()).isFalse();
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        Matcher stylesheet =
                Pattern.compile("href=\"(/assets/holdfast-[^\"]+\\.css)\"").matcher(page.body());
        assertThat(stylesheet.find()).isTrue();
        assertThat(get(stylesheet.group(1), "").statusCode()).isEqualTo(200);
    }

    @Test
    void the_cookie_is_for_this_page_alone_and_no_other_value_of_it_opens_anything() throws Exception {
        HttpResponse<String> in = post("/sign-in", "", "token=" + token());
        assertThat(in.headers().firstValue("Set-Cookie").orElse(""))
                .contains("; HttpOnly; SameSite=Strict;")
                .doesNotContain(token());
        String cookie = cookieOf(in);
        for (String wrong : List.of(cookie + "0", cookie.replace("=1", "=2"), "holdfast-ops=", "holdfast-ops=x.y")) {
            assertThat(get("/", wrong).statusCode()).as(wrong).isEqualTo(303);
        }
        assertThat(get("/overview", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void a_form_of_ours_turns_a_route_off_and_on_and_another_pages_form_does_not() throws Exception {
        String cookie = signIn();
        assertThat(post("/off", cookie, "route=logs&minutes=5").statusCode()).isEqualTo(403);
        assertThat(post("/off", "", "route=logs&minutes=5").statusCode()).isEqualTo(303);
        assertThat(server.ops("GET", "/switches")).contains("\"switches\":[]");

        String form = "form_token=" + formToken(cookie);
        assertThat(post("/off", cookie, form + "&route=logs&minutes=5&why=too+many")
                        .statusCode())
                .isEqualTo(303);
        assertThat(body("/", cookie)).contains("logs of every tenant").contains("too many");
        assertThat(post("/off", cookie, form + "&route=&tenant=&minutes=5").body())
                .contains("Name a tenant, a route, or both.");

        Matcher id = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(body("/", cookie));
        assertThat(id.find()).isTrue();
        assertThat(post("/on", cookie, form + "&id=" + id.group(1)).statusCode())
                .isEqualTo(303);
        assertThat(server.ops("GET", "/switches")).contains("\"switches\":[]");
        assertThat(cookieOf(post("/sign-out", cookie, form))).isEqualTo("holdfast-ops=");
    }

    private String signIn() throws IOException, InterruptedException {
        HttpResponse<String> in = post("/sign-in", "", "token=" + token());
        assertThat(in.statusCode()).isEqualTo(303);
        return cookieOf(in);
    }

    private static String cookieOf(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElse("").split(";", -1)[0];
    }

    private String formToken(String cookie) {
        Matcher token = FORM_TOKEN.matcher(body("/", cookie));
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static String token() throws IOException {
        return URLEncoder.encode(
                Files.readString(server.data().resolve("ops-token")).strip(), StandardCharsets.UTF_8);
    }

    private String body(String path, String cookie) {
        try {
            return get(path, cookie).body();
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return send(path, cookie, Optional.empty());
    }

    private HttpResponse<String> post(String path, String cookie, String form)
            throws IOException, InterruptedException {
        return send(path, cookie, Optional.of(form));
    }

    private HttpResponse<String> send(String path, String cookie, Optional<String> form)
            throws IOException, InterruptedException {
        URI uri = server.operatorPort().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        form.ifPresent(body -> request.POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/x-www-form-urlencoded"));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
