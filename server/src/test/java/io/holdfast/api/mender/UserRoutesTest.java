package io.holdfast.api.mender;

import static io.holdfast.testing.AccessFixture.ADA;
import static io.holdfast.testing.AccessFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.SignIn;
import io.holdfast.api.Route;
import io.holdfast.api.SessionAuthenticator;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mender's user administration API over HTTP. */
class UserRoutesTest {
    private static final String M1 = "/api/management/v1/useradm";

    private final AccessFixture access = new AccessFixture();
    private final ControlHttp http = new ControlHttp(routes(access), new SessionAuthenticator(access.sessions));
    private String token = "";

    static List<Route> routes(AccessFixture access) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new SignInRoutes(access.signIn, access.sessions).routes());
        routes.addAll(new UserRoutes(access.users).routes());
        routes.addAll(new UserSettingsRoutes(access.settings).routes());
        routes.addAll(new PersonalAccessTokenRoutes(access.tokens).routes());
        return routes;
    }

    @BeforeEach
    void a_signed_in_user() {
        access.user(ADA);
        token = access.token(ADA).reveal();
    }

    @AfterEach
    void stopped() {
        http.close();
    }

    private Answer call(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + token));
        return http.send(method, path, body, all.toArray(String[]::new));
    }

    private Answer login(String email, String password, String body) {
        String pair = Base64.getEncoder().encodeToString((email + ":" + password).getBytes(StandardCharsets.UTF_8));
        return http.send("POST", M1 + "/auth/login", body, "Authorization", "Basic " + pair);
    }

    @Test
    void signing_in_answers_the_bare_token_and_signing_out_ends_it_at_once() {
        Answer in = login("ada@example.com", PASSWORD, "");

        assertThat(in.status()).isEqualTo(200);
        assertThat(in.header("Content-Type")).isEqualTo("application/jwt");
        assertThat(in.body()).matches("[A-Za-z0-9_.-]+");
        token = in.body();
        assertThat(call("GET", M1 + "/users/me", "").json().path("email").asString())
                .isEqualTo("ada@example.com");
        assertThat(call("POST", M1 + "/auth/logout", "").status()).isEqualTo(202);
        assertThat(call("GET", M1 + "/users/me", "").status()).isEqualTo(401);
    }

    @Test
    void the_options_of_a_sign_in_are_read() {
        assertThat(login("ada@example.com", PASSWORD, "{\"no_expiry\":true}").status())
                .isEqualTo(200);
        assertThat(access.database.number("select count(*) from user_session where expires_at = 'infinity'"))
                .isEqualTo(1);
        assertThat(login("ada@example.com", PASSWORD, "{\"no_expiry\":\"yes\"}").status())
                .isEqualTo(400);
    }

    @Test
    void a_guesser_is_told_when_to_come_back() {
        for (int i = 0; i < SignIn.PER_EMAIL.burst(); i++) {
            assertThat(login("ada@example.com", "wrong password " + i, "").code())
                    .isEqualTo("sign-in.refused");
        }

        Answer throttled = login("ada@example.com", PASSWORD, "");

        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("30");
        assertThat(throttled.json().path("request_id").asString()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Basic", "Basic !!!", "Basic YWRh", "Bearer x", "Digest x", "''"})
    void broken_credentials_are_refused_with_401(String header) {
        assertThat(http.send("POST", M1 + "/auth/login", "", "Authorization", header)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void with_the_database_away_calls_are_503_with_a_time_to_come_back_and_never_401() {
        access.databaseAway(true);

        for (Answer answer : List.of(
                call("GET", M1 + "/users", ""),
                call("POST", M1 + "/auth/logout", ""),
                login("ada@example.com", PASSWORD, ""))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void a_user_is_made_listed_shown_changed_and_deleted() {
        Answer made =
                call("POST", M1 + "/users", "{\"email\":\"Bob@example.com\",\"password\":\"correct horse battery\"}");
        assertThat(made.status()).isEqualTo(201);
        String path = made.header("Location");
        assertThat(path).startsWith(M1 + "/users/");

        assertThat(call("GET", path, "").json().path("email").asString()).isEqualTo("bob@example.com");
        assertThat(call("GET", M1 + "/users", "").json()).hasSize(2);
        assertThat(call("GET", M1 + "/users?email=bob@example.com", "").json()).hasSize(1);
        assertThat(call("GET", M1 + "/users?email=nobody@example.com&id=x", "").json())
                .isEmpty();
        assertThat(call("GET", M1 + "/users?created_before=1", "").json()).isEmpty();
        assertThat(call("PUT", path, "{\"email\":\"robert@example.com\"}").status())
                .isEqualTo(204);
        assertThat(call("DELETE", path, "").status()).isEqualTo(204);
        assertThat(call("GET", path, "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"email\":\"ada@example.com\",\"password\":\"correct horse battery\"}|422|user.email-taken",
                "{\"email\":\"bob@example.com\",\"password\":\"short\"}|422|password.too-short",
                "{\"email\":\"bob\",\"password\":\"correct horse battery\"}|422|user.email-malformed",
                "{\"email\":\"bob@example.com\"}|400|",
                "{\"password\":\"correct horse battery\"}|400|",
                "{\"email\":7,\"password\":\"correct horse battery\"}|400|",
                "{\"email\":\"bob@example.com\",\"password\":123456789012}|400|",
                "{\"email\":\"bob@example.com\",\"password\":\"correct horse battery\",\"admin\":true}|400|request.unknown-field",
                "{\"email\":\"bob@example.com\",\"password\":\"correct\\u0000horse battery\"}|400|request.text-not-storable",
                "{\"email\":\"bob@example.com\",\"password\":\"correct\\ud800horse battery\"}|400|request.text-not-storable",
                "{\"email\":\"bob@example.com\",\"email\":\"eve@example.com\"}|400|request.duplicate-key",
                "[]|400|request.wrong-type",
                "{|400|request.malformed-json",
                "{}{}|400|request.malformed-json",
                "null|400|request.wrong-type",
            })
    void bad_input_is_refused_with_a_code_and_changes_nothing(String body, int status, String code) {
        Answer answer = call("POST", M1 + "/users", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isNotEmpty();
        if (code != null) {
            assertThat(answer.code()).isEqualTo(code);
        }
        assertThat(answer.json().path("error").asString()).isNotEmpty();
        assertThat(answer.json().path("request_id").asString()).isNotEmpty();
        assertThat(access.database.number("select count(*) from app_user")).isEqualTo(1);
    }

    @Test
    void ones_own_password_is_changed_with_the_present_one() {
        String v2 = "/api/management/v2/useradm/users/me";
        assertThat(call("PUT", v2, "{\"password\":\"another password\",\"current_password\":\"wrong\"}")
                        .code())
                .isEqualTo("user.wrong-password");
        assertThat(call("PUT", v2, "{\"password\":\"another password\",\"current_password\":\"" + PASSWORD + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(login("ada@example.com", "another password", "").status()).isEqualTo(200);
    }

    @Test
    void the_last_user_cannot_be_deleted() {
        assertThat(call("DELETE", M1 + "/users/me", "").code()).isEqualTo("user.last-of-tenant");
    }

    @ParameterizedTest
    @CsvSource({"/settings", "/settings/me"})
    void settings_are_kept_and_guarded_by_their_etag(String path) {
        assertThat(call("GET", M1 + path, "").json()).isEmpty();
        assertThat(call("POST", M1 + path, "{\"columns\":[1,2]}").status()).isEqualTo(201);
        Answer read = call("GET", M1 + path, "");
        assertThat(read.json().path("columns")).hasSize(2);

        assertThat(call("POST", M1 + path, "{\"a\":1}", "If-Match", read.header("ETag"))
                        .status())
                .isEqualTo(201);
        Answer stale = call("POST", M1 + path, "{\"a\":2}", "If-Match", read.header("ETag"));

        assertThat(stale.status()).isEqualTo(412);
        assertThat(call("GET", M1 + path, "").json().path("a").asInt()).isEqualTo(1);
        assertThat(call("POST", M1 + path, "{\"a\":2}", "If-Match", "\"x\"").status())
                .isEqualTo(412);
        assertThat(call("POST", M1 + path, "[1]").status()).isEqualTo(400);
    }

    @Test
    void a_program_signs_in_with_a_token_whose_value_is_shown_once() {
        Answer made = call("POST", M1 + "/settings/tokens", "{\"name\":\"ci\",\"expires_in\":3600}");
        assertThat(made.status()).isEqualTo(200);
        assertThat(call("POST", M1 + "/settings/tokens", "{\"name\":\"ci\"}").status())
                .isEqualTo(409);

        for (String empty : List.of("", " ", "\\t")) {
            assertThat(call("POST", M1 + "/settings/tokens", "{\"name\":\"" + empty + "\"}")
                            .code())
                    .isEqualTo("token.name-empty");
        }
        assertThat(call("POST", M1 + "/settings/tokens", "{}").code()).isEqualTo("request.field-missing");
        Answer list = call("GET", M1 + "/settings/tokens", "");
        assertThat(list.body()).doesNotContain(made.body());
        assertThat(list.json().get(0).path("expiration_date").asString()).isEqualTo("2026-06-01T13:00:00Z");
        String id = list.json().get(0).path("id").asString();

        String person = token;
        token = made.body();
        assertThat(call("GET", M1 + "/users/me", "").status()).isEqualTo(200);
        token = person;
        assertThat(call("DELETE", M1 + "/settings/tokens/" + id, "").status()).isEqualTo(204);
        assertThat(call("DELETE", M1 + "/settings/tokens/" + id, "").status()).isEqualTo(404);
        token = made.body();
        assertThat(call("GET", M1 + "/users/me", "").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"ci\",\"expires_in\":31536001}",
                "{\"name\":\"ci\",\"expires_in\":-1}",
                "{\"name\":\"ci\",\"expires_in\":1.5}",
                "{\"name\":\"ci\",\"expires_in\":1e300}",
                "{\"name\":\"ci\",\"expires_in\":\"1\"}",
                "{\"name\":\" \"}",
                "{}"
            })
    void a_token_of_impossible_life_or_name_is_refused(String body) {
        assertThat(call("POST", M1 + "/settings/tokens", body).status()).isEqualTo(400);
    }
}
