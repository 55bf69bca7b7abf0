package io.holdfast.access;

import static io.holdfast.testing.AccessFixture.ADA;
import static io.holdfast.testing.AccessFixture.PASSWORD;
import static io.holdfast.testing.AccessFixture.password;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UsersTest {
    private static final Email BOB = new Email("bob@example.com");

    private final AccessFixture access = new AccessFixture();
    private final Caller ada = access.caller(ADA);

    @Test
    void a_user_made_by_another_can_sign_in_and_is_audited() {
        assertThat(access.users.create(ada, "r1", BOB, password(PASSWORD)))
                .isInstanceOf(Users.CreateOutcome.Created.class);

        assertThat(access.attempt(BOB, PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);
        assertThat(access.users.list(access.tenant, UserFilter.ALL))
                .extracting(User::email)
                .containsExactly(ADA, BOB);
        assertThat(
                        access.database.text(
                                "select actor || request_id from audit_event where action = 'user.create' and actor_kind = 'user'"))
                .isEqualTo(ada.user() + "r1");
    }

    @Test
    void an_address_belongs_to_one_user_of_the_server_however_many_ask_at_once() {
        List<Users.CreateOutcome> outcomes = Race.run(
                8,
                racer -> racer % 2 == 0
                        ? access.users.create(ada, "r", BOB, password(PASSWORD))
                        : access.users.createByOperator(TenantId.random(), BOB, password(PASSWORD)));

        assertThat(outcomes)
                .filteredOn(Users.CreateOutcome.Created.class::isInstance)
                .hasSize(1);
        assertThat(access.database.number("select count(*) from app_user where email = ?", BOB.value()))
                .isEqualTo(1);
    }

    @Test
    void a_new_password_takes_the_present_one_and_ends_the_other_sign_ins() {
        Caller elsewhere = access.signedIn(ADA).caller();
        String elsewhereToken = access.token(ADA).reveal();

        assertThat(change(Optional.empty(), Optional.of("another password"), Optional.of("wrong password 1")))
                .isInstanceOf(Users.ChangeOutcome.WrongPassword.class);
        assertThat(change(Optional.empty(), Optional.of("another password"), Optional.empty()))
                .isInstanceOf(Users.ChangeOutcome.WrongPassword.class);
        assertThat(change(Optional.empty(), Optional.of("another password"), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.Changed.class);

        assertThat(access.sessions.judge(elsewhereToken)).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.Refused.class);
        assertThat(access.attempt(ADA, "another password")).isInstanceOf(SignIn.Outcome.SignedIn.class);
        assertThat(elsewhere).isNotEqualTo(ada);
        assertThat(access.database.number(
                        "select count(*) from user_session where session_id = ?",
                        ada.session().value()))
                .isEqualTo(1);
    }

    @Test
    void guessing_the_present_password_is_throttled() {
        for (int i = 0; i < SignIn.PER_EMAIL.burst(); i++) {
            change(Optional.empty(), Optional.of("another password"), Optional.of("wrong password 1"));
        }

        assertThat(change(Optional.empty(), Optional.of("another password"), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.Throttled.class);
        access.clock.advance(Duration.ofSeconds(30));
        assertThat(change(Optional.empty(), Optional.of("another password"), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.Changed.class);
    }

    @Test
    void nobody_sets_anothers_password() {
        UserId bob = access.user(BOB);

        assertThat(access.users.change(
                        ada,
                        "r",
                        bob,
                        new UserChange(
                                Optional.empty(),
                                Optional.of(password("another password")),
                                Optional.of(password(PASSWORD)))))
                .isInstanceOf(Users.ChangeOutcome.OthersPassword.class);
    }

    @Test
    void a_new_address_frees_the_old_one() {
        assertThat(change(Optional.of(new Email("countess@example.com")), Optional.empty(), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.Changed.class);

        assertThat(access.attempt(new Email("countess@example.com"), PASSWORD))
                .isInstanceOf(SignIn.Outcome.SignedIn.class);
        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.Refused.class);
        assertThat(access.users.create(ada, "r", ADA, password(PASSWORD)))
                .isInstanceOf(Users.CreateOutcome.Created.class);
    }

    @Test
    void a_taken_address_changes_nothing_not_even_the_password_beside_it() {
        access.user(BOB);

        assertThat(change(Optional.of(BOB), Optional.of("another password"), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.EmailTaken.class);

        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);
    }

    @Test
    void changing_to_the_same_address_is_a_change_like_any_other() {
        assertThat(change(Optional.of(ADA), Optional.empty(), Optional.of(PASSWORD)))
                .isInstanceOf(Users.ChangeOutcome.Changed.class);
        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);
    }

    @Test
    void a_deleted_user_is_out_at_once_with_all_tokens() {
        Caller bob = access.caller(BOB);
        String token = access.token(BOB).reveal();
        PersonalAccessTokens.Outcome.Created program =
                (PersonalAccessTokens.Outcome.Created) access.tokens.create(bob, "r", "ci", Optional.empty());

        assertThat(access.users.delete(ada, "r", bob.user())).isInstanceOf(Users.DeleteOutcome.Deleted.class);

        assertThat(access.sessions.judge(token)).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(access.sessions.judge(program.value().reveal())).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(access.attempt(BOB, PASSWORD)).isInstanceOf(SignIn.Outcome.Refused.class);
        assertThat(access.users.delete(ada, "r", bob.user())).isInstanceOf(Users.DeleteOutcome.Unknown.class);
    }

    @Test
    void one_user_always_stays_however_many_delete_each_other_at_once() {
        List<Caller> all = new java.util.ArrayList<>(List.of(ada));
        for (int i = 0; i < 5; i++) {
            all.add(access.caller(new Email("user" + i + "@example.com")));
        }

        Race.run(
                all.size(),
                racer -> access.users.delete(
                        all.get(racer), "r", all.get((racer + 1) % all.size()).user()));
        Race.run(
                all.size(),
                racer -> access.users.delete(all.get(racer), "r", all.get(racer).user()));

        assertThat(access.database.number("select count(*) from app_user")).isEqualTo(1);
        assertThat(access.database.number("select count(*) from login")).isEqualTo(1);
    }

    @Test
    void one_tenants_users_are_nobody_to_another_tenant() {
        Caller stranger = new Caller(TenantId.random(), UserId.random(), SessionId.random());

        assertThat(access.users.find(stranger.tenant(), ada.user())).isEmpty();
        assertThat(access.users.list(stranger.tenant(), UserFilter.ALL)).isEmpty();
        assertThat(access.users.delete(stranger, "r", ada.user())).isInstanceOf(Users.DeleteOutcome.Unknown.class);
        assertThat(access.users.change(
                        stranger,
                        "r",
                        ada.user(),
                        new UserChange(Optional.of(BOB), Optional.empty(), Optional.empty())))
                .isInstanceOf(Users.ChangeOutcome.Unknown.class);
    }

    private Users.ChangeOutcome change(Optional<Email> email, Optional<String> password, Optional<String> current) {
        return access.users.change(
                ada,
                "r",
                ada.user(),
                new UserChange(email, password.map(AccessFixture::password), current.map(AccessFixture::password)));
    }
}
