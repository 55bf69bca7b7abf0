package io.holdfast.api;

import static io.holdfast.testing.AccessFixture.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Email;
import io.holdfast.access.Users;
import io.holdfast.api.mender.PersonalAccessTokenRoutes;
import io.holdfast.api.mender.UserRoutes;
import io.holdfast.feed.CallTransaction;
import io.holdfast.feed.Change;
import io.holdfast.feed.Propagation;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import io.holdfast.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A write with a key is done once and answered alike, whoever asks when. */
class IdempotencyTest {
    private static final UUID NODE = UUID.randomUUID();
    private static final String USERS = "/api/management/v1/useradm/users";

    private final AccessFixture access = new AccessFixture();
    private final List<Long> awaited = new CopyOnWriteArrayList<>();
    private volatile boolean here = true;
    private final AtomicInteger afterCommits = new AtomicInteger();
    private final ControlHttp http =
            new ControlHttp(idempotency().over(routes()), new SessionAuthenticator(access.sessions));
    private String token = "";

    private Idempotency idempotency() {
        Propagation propagation = new Propagation(
                (seq, bound) -> {
                    awaited.add(seq);
                    return here;
                },
                access.transactions,
                NODE);
        return new Idempotency(new KeptAnswers(access.transactions), new InForce(propagation));
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new UserRoutes(access.users).routes());
        routes.addAll(new PersonalAccessTokenRoutes(access.tokens).routes());
        routes.add(Route.post("/fails-after-writing", Policy.SIGNED_IN, BodyRule.JSON, call -> {
            write(call, "carol@example.com");
            CallTransaction.afterCommit(afterCommits::incrementAndGet);
            throw new IllegalStateException("on purpose");
        }));
        routes.add(Route.post("/refuses-after-writing", Policy.SIGNED_IN, BodyRule.JSON, call -> {
            write(call, "carol@example.com");
            throw Refusal.conflict("test.refused", "on purpose").exception();
        }));
        routes.add(Route.post("/fails-in-one-of-two", Policy.SIGNED_IN, BodyRule.JSON, call -> {
            try {
                access.transactions.write(tx -> {
                    tx.changed(new Change.TenantChanged(access.tenant));
                    throw new IllegalStateException("on purpose");
                });
            } catch (IllegalStateException undone) {
                write(call, "carol@example.com");
            }
            return Reply.created("/somewhere");
        }));
        routes.add(Route.post("/visible", Policy.SIGNED_IN, BodyRule.JSON, call -> {
            access.transactions.write(tx -> {
                tx.changed(new Change.TenantChanged(access.tenant));
                return true;
            });
            CallTransaction.afterCommit(afterCommits::incrementAndGet);
            return Reply.empty(204);
        }));
        return routes;
    }

    private Users.CreateOutcome write(Call call, String email) {
        return access.users.create(
                call.caller(), call.requestId(), new Email(email), AccessFixture.password(AccessFixture.PASSWORD));
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

    private Answer post(String path, String body, String key) {
        return http.send("POST", path, body, "Authorization", "Bearer " + token, "Idempotency-Key", key);
    }

    private static String user(String email) {
        return "{\"email\":\"" + email + "\",\"password\":\"correct horse battery\"}";
    }

    private long users() {
        return access.database.number("select count(*) from app_user");
    }

    @Test
    void a_repeated_write_gets_the_first_answer_and_is_done_once() {
        Answer first = post(USERS, user("bob@example.com"), "k1");
        Answer second = post(USERS, user("bob@example.com"), "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(users()).isEqualTo(2);
    }

    @Test
    void of_many_at_once_one_is_done_and_all_get_its_answer() {
        List<Answer> answers = Race.run(8, racer -> post(USERS, user("bob@example.com"), "k1"));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(201));
        assertThat(answers.stream().map(answer -> answer.header("Location")).distinct())
                .hasSize(1);
        assertThat(users()).isEqualTo(2);
    }

    @Test
    void another_request_under_the_same_key_is_refused() {
        post(USERS, user("bob@example.com"), "k1");

        assertThat(post(USERS, user("carol@example.com"), "k1").code()).isEqualTo("idempotency.key-reused");
        assertThat(post("/visible", "{}", "k1").status()).isEqualTo(422);
        assertThat(users()).isEqualTo(2);
    }

    @Test
    void users_do_not_share_keys() {
        access.user(new Email("bob@example.com"));
        post(USERS, user("carol@example.com"), "k1");
        token = access.token(new Email("bob@example.com")).reveal();

        assertThat(post(USERS, user("dave@example.com"), "k1").status()).isEqualTo(201);
    }

    @Test
    void a_refusal_is_not_kept_and_trying_again_is_safe() {
        assertThat(post(USERS, user("ada@example.com"), "k1").status()).isEqualTo(422);
        assertThat(access.database.number("select count(*) from idempotent_answer"))
                .isZero();

        assertThat(post(USERS, user("bob@example.com"), "k1").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fails-after-writing", "/refuses-after-writing"})
    void a_call_that_fails_after_a_write_leaves_nothing_behind(String path) {
        assertThat(post(path, "{}", "k1").status()).isGreaterThanOrEqualTo(400);

        assertThat(users()).isEqualTo(1);
        assertThat(access.database.number("select count(*) from idempotent_answer"))
                .isZero();
        assertThat(afterCommits.get()).isZero();
    }

    @Test
    void a_write_that_fails_undoes_itself_alone_and_publishes_nothing() {
        assertThat(post("/fails-in-one-of-two", "{}", "k1").status()).isEqualTo(201);

        assertThat(users()).isEqualTo(2);
        assertThat(access.database.number("select count(*) from feed_commit where kinds = '{tenant}' and seq > 1"))
                .isZero();
    }

    @Test
    void the_answer_waits_until_the_change_is_in_force_and_deeds_follow_the_commit() {
        long before = access.database.number("select seq from feed_head");

        assertThat(post("/visible", "{}", "k1").status()).isEqualTo(204);
        assertThat(post("/visible", "{}", "k1").header("Idempotent-Replayed")).isEqualTo("true");

        assertThat(awaited).containsExactly(before + 1, before + 1);
        assertThat(access.database.number("select seq from feed_head")).isEqualTo(before + 1);
        assertThat(afterCommits.get()).isEqualTo(1);
    }

    @Test
    void an_answer_names_the_node_where_the_change_is_not_in_force_yet_the_first_time_and_again() {
        here = false;

        assertThat(post("/visible", "{}", "k1").header("X-Holdfast-Not-Yet-Applied"))
                .isEqualTo(NODE.toString());
        // who repeats the call may never have heard the first answer
        assertThat(post("/visible", "{}", "k1").header("X-Holdfast-Not-Yet-Applied"))
                .isEqualTo(NODE.toString());

        here = true;
        assertThat(post("/visible", "{}", "k1").header("X-Holdfast-Not-Yet-Applied"))
                .isEmpty();
    }

    @Test
    void a_token_is_shown_once_and_never_kept() {
        String tokens = "/api/management/v1/useradm/settings/tokens";
        assertThat(post(tokens, "{\"name\":\"ci\"}", "k1").status()).isEqualTo(200);

        assertThat(access.database.number("select count(*) from idempotent_answer"))
                .isZero();
        assertThat(post(tokens, "{\"name\":\"ci\"}", "k1").status()).isEqualTo(409);
    }

    @Test
    void a_key_may_be_used_anew_after_a_day_and_old_answers_go() {
        post(USERS, user("bob@example.com"), "k1");
        post(USERS, user("carol@example.com"), "k2");
        access.database.execute("update idempotent_answer set created_at = now() - interval '25 hours'");

        assertThat(post(USERS, user("dave@example.com"), "k1").status()).isEqualTo(201);

        assertThat(access.database.number("select count(*) from idempotent_answer"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b"})
    void a_key_that_is_no_key_is_refused(String key) {
        assertThat(post(USERS, user("bob@example.com"), key).code()).isEqualTo("idempotency.key-malformed");
        assertThat(post(USERS, user("bob@example.com"), "k".repeat(256)).code()).isEqualTo("idempotency.key-malformed");
        assertThat(users()).isEqualTo(1);
    }
}
