package io.holdfast.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How calls of people and programs are found, bounded, let in and answered. */
class ControlServerTest {
    private static final Caller CALLER = new Caller(TenantId.random(), UserId.random(), SessionId.random());

    private static final io.holdfast.platform.http.PublicAddress ADDRESS =
            new io.holdfast.platform.http.PublicAddress(java.util.Optional.empty(), URI.create("https://localhost"));

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Authenticator.Outcome verdict = new Authenticator.Outcome.SignedIn(CALLER);
    private ControlServer control = new ControlServer(List.of(), token -> verdict, ADDRESS);
    private int port;

    @BeforeEach
    void a_listening_server() {
        control = new ControlServer(routes(), token -> verdict, ADDRESS);
        HttpServer server = vertx.createHttpServer().requestHandler(control::handle);
        port = server.listen(0, "127.0.0.1").await().actualPort();
    }

    @AfterEach
    void stopped() {
        control.close();
        vertx.close().await();
    }

    private static List<Route> routes() {
        return List.of(
                Route.get("/things", Policy.ANYONE, call -> Reply.json(Json.array())),
                Route.get("/things/all", Policy.ANYONE, call -> Reply.text(200, "text/plain", "all")),
                Route.get("/things/{id}", Policy.ANYONE, call -> Reply.text(200, "text/plain", call.parameter("id"))),
                Route.post(
                        "/things",
                        Policy.ANYONE,
                        new BodyRule.AtMost(10),
                        call -> Reply.text(200, "text/plain", new String(call.body(), StandardCharsets.UTF_8))),
                Route.post("/json", Policy.ANYONE, BodyRule.JSON, call -> Reply.json(Json.tree(call.body()))),
                Route.post(
                        "/stream",
                        Policy.ANYONE,
                        BodyRule.STREAMED,
                        call -> Reply.text(200, "text/plain", Long.toString(length(call.stream())))),
                Route.post(
                        "/stream/ignored",
                        Policy.ANYONE,
                        BodyRule.STREAMED,
                        call -> Reply.refused(Refusal.badRequest("test.ignored", "not wanted"))),
                Route.get(
                        "/mine",
                        Policy.SIGNED_IN,
                        call -> Reply.text(
                                200, "text/plain", call.caller().user().toString())),
                Route.get("/page", Policy.PAGE, call -> Reply.text(200, "text/html", "page")),
                Route.post("/page", Policy.PAGE, BodyRule.JSON, call -> Reply.text(200, "text/html", "done")),
                Route.get("/broken", Policy.ANYONE, call -> {
                    throw new IllegalStateException("secret detail");
                }),
                Route.get("/away", Policy.ANYONE, call -> {
                    throw new DatabaseException(new SQLException("gone", "08006"));
                }));
    }

    private static long length(InputStream stream) {
        try {
            return stream.transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, body)
                .timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        JsonNode body = Json.tree(answer.body());
        assertThat(body.path("code").stringValue()).isEqualTo(code);
        assertThat(body.path("error").stringValue()).isNotBlank();
        assertThat(body.path("request_id").stringValue())
                .isEqualTo(answer.headers().firstValue("X-MEN-RequestID").orElseThrow());
    }

    @Test
    void fixed_steps_win_over_parameters_and_doubled_slashes_are_one() {
        assertThat(get("/things/all").body()).isEqualTo("all");
        assertThat(get("/things/7").body()).isEqualTo("7");
        assertThat(get("//things//7").body()).isEqualTo("7");
        assertThat(get("/things/a%20b").body()).isEqualTo("a b");
    }

    @Test
    void an_unknown_address_is_404_and_a_method_it_does_not_take_is_405() {
        assertRefused(get("/nothing"), 404, "route.unknown");
        HttpResponse<String> answer = send("DELETE", "/things", BodyPublishers.noBody());
        assertRefused(answer, 405, "route.method");
        assertThat(answer.headers().firstValue("Allow")).hasValue("GET, POST");
    }

    @Test
    void a_body_at_the_bound_is_taken_and_one_beyond_it_is_413_on_a_connection_that_lives_on() {
        assertThat(send("POST", "/things", BodyPublishers.ofString("0123456789"))
                        .body())
                .isEqualTo("0123456789");
        assertRefused(send("POST", "/things", BodyPublishers.ofString("0123456789a")), 413, "request.too-large");
        assertThat(send("POST", "/things", BodyPublishers.ofString("again")).body())
                .isEqualTo("again");
    }

    @Test
    void a_streamed_body_arrives_whole_however_large() {
        byte[] large = new byte[30 << 20];
        assertThat(send("POST", "/stream", BodyPublishers.ofByteArray(large)).body())
                .isEqualTo(Integer.toString(large.length));
    }

    @Test
    void a_sender_whose_stream_is_refused_early_still_gets_the_answer() {
        byte[] large = new byte[20 << 20];
        assertRefused(send("POST", "/stream/ignored", BodyPublishers.ofByteArray(large)), 400, "test.ignored");
    }

    @Test
    void json_that_cannot_be_read_is_400() {
        assertRefused(send("POST", "/json", BodyPublishers.ofString("{\"a\":")), 400, "request.malformed-json");
        assertRefused(send("POST", "/json", BodyPublishers.ofString("{} {}")), 400, "request.malformed-json");
        assertRefused(send("POST", "/json", BodyPublishers.ofString("[[[".repeat(100))), 400, "request.malformed-json");
    }

    @Test
    void without_a_good_token_a_call_is_401_and_when_that_cannot_be_told_503() {
        assertRefused(get("/mine"), 401, "access.unauthorized");
        assertThat(get("/mine", "Authorization", "Bearer t").body())
                .isEqualTo(CALLER.user().toString());
        verdict = new Authenticator.Outcome.Refused();
        assertRefused(get("/mine", "Authorization", "Bearer t"), 401, "access.unauthorized");
        verdict = new Authenticator.Outcome.Unavailable(Duration.ofSeconds(3));
        HttpResponse<String> away = get("/mine", "Authorization", "Bearer t");
        assertRefused(away, 503, "database.away");
        assertThat(away.headers().firstValue("Retry-After")).hasValue("3");
    }

    @Test
    void a_page_without_a_session_leads_to_the_sign_in_page_and_back() {
        assertThat(get("/page").headers().firstValue("Location")).hasValue("/sign-in?next=%2Fpage");
        assertThat(get("/page", "Cookie", "__Host-session=t").body()).isEqualTo("page");
    }

    @Test
    void a_form_that_another_site_sends_is_refused() {
        String own = "http://127.0.0.1:" + port;
        BodyPublisher body = BodyPublishers.ofString("a=b");
        assertThat(send("POST", "/page", body, "Cookie", "__Host-session=t", "Origin", own)
                        .statusCode())
                .isEqualTo(200);
        assertRefused(
                send("POST", "/page", body, "Cookie", "__Host-session=t", "Origin", "https://evil.example"),
                403,
                "page.foreign-origin");
    }

    @Test
    void our_own_mistake_is_500_without_its_detail_and_a_lost_database_is_503_with_a_time_to_come_back() {
        HttpResponse<String> broken = get("/broken");
        assertRefused(broken, 500, "server.fault");
        assertThat(broken.body()).doesNotContain("secret").doesNotContain("Exception");
        HttpResponse<String> away = get("/away");
        assertRefused(away, 503, "database.away");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void the_callers_request_id_comes_back_when_it_is_sane() {
        assertThat(get("/things", "X-MEN-RequestID", "abc-1").headers().firstValue("X-MEN-RequestID"))
                .hasValue("abc-1");
        assertThat(get("/things", "X-MEN-RequestID", "x".repeat(65)).headers().firstValue("X-MEN-RequestID"))
                .isPresent()
                .isNotEqualTo(java.util.Optional.of("x".repeat(65)));
    }
}
