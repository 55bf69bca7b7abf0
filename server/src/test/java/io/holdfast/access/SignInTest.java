package io.holdfast.access;

import static io.holdfast.testing.AccessFixture.ADA;
import static io.holdfast.testing.AccessFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.testing.AccessFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SignInTest {
    private final AccessFixture access = new AccessFixture();

    @Test
    void a_user_with_the_right_password_gets_a_token_good_for_a_week() {
        access.user(ADA);

        SignIn.Outcome.SignedIn in = access.signedIn(ADA);

        assertThat(access.sessions.judge(in.token().reveal())).isEqualTo(new TokenVerdict.SignedIn(in.caller()));
        access.clock.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(access.sessions.judge(in.token().reveal())).isInstanceOf(TokenVerdict.SignedIn.class);
        access.clock.advance(Duration.ofSeconds(1));
        assertThat(access.sessions.judge(in.token().reveal())).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(access.audited("session.open")).isEqualTo(1);
    }

    @Test
    void a_session_without_expiry_ends_only_by_signing_out() {
        access.user(ADA);
        SignIn.Outcome.SignedIn in = (SignIn.Outcome.SignedIn)
                access.signIn.attempt(ADA.value(), AccessFixture.password(PASSWORD), "192.0.2.1", "r", true);
        access.clock.advance(Duration.ofDays(10_000));
        assertThat(access.sessions.judge(in.token().reveal())).isInstanceOf(TokenVerdict.SignedIn.class);

        access.sessions.end(in.caller(), "r");

        assertThat(access.sessions.judge(in.token().reveal())).isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void the_address_counts_in_whatever_case_it_is_typed() {
        access.user(ADA);

        assertThat(access.signIn.attempt("ADA@Example.com ", AccessFixture.password(PASSWORD), "192.0.2.1", "r", false))
                .isInstanceOf(SignIn.Outcome.SignedIn.class);
    }

    @Test
    void an_unknown_address_and_a_wrong_password_get_the_same_answer() {
        access.user(ADA);

        assertThat(access.attempt(ADA, "wrong password 1")).isEqualTo(new SignIn.Outcome.Refused());
        assertThat(access.attempt(new Email("bob@example.com"), PASSWORD)).isEqualTo(new SignIn.Outcome.Refused());
        assertThat(access.signIn.attempt("no address\u0000", AccessFixture.password(PASSWORD), "", "r", false))
                .isEqualTo(new SignIn.Outcome.Refused());
    }

    @Test
    void guessing_one_address_is_throttled_wherever_the_guesses_come_from_and_others_are_not() {
        access.user(ADA);
        access.user(new Email("bob@example.com"));
        for (int i = 0; i < SignIn.PER_EMAIL.burst(); i++) {
            assertThat(guess(ADA, "192.0.2." + i)).isInstanceOf(SignIn.Outcome.Refused.class);
        }

        assertThat(guess(ADA, "198.51.100.1")).isEqualTo(new SignIn.Outcome.Throttled(SignIn.PER_EMAIL.every()));
        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.Throttled.class);
        assertThat(access.attempt(new Email("bob@example.com"), PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);

        access.clock.advance(SignIn.PER_EMAIL.every());
        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);
    }

    @Test
    void guessing_from_one_ipv6_network_is_throttled_as_from_one_address() {
        for (int i = 0; i < SignIn.PER_ADDRESS.burst(); i++) {
            guess(new Email("user" + i + "@example.com"), "2001:db8:1:2::" + Integer.toHexString(i + 1));
        }

        assertThat(guess(ADA, "2001:db8:1:2:ffff::1")).isInstanceOf(SignIn.Outcome.Throttled.class);
        assertThat(guess(ADA, "2001:db8:1:3::1")).isInstanceOf(SignIn.Outcome.Refused.class);
    }

    private SignIn.Outcome guess(Email email, String from) {
        return access.signIn.attempt(email.value(), AccessFixture.password("wrong password 1"), from, "r", false);
    }

    @Test
    void a_hash_of_an_older_cost_is_renewed_at_the_next_sign_in() {
        access.user(ADA);
        PasswordHasher dearer = new PasswordHasher(new PasswordHasher.Cost(128, 2, 1), 4, Dice.secure());
        SignIn later = new SignIn(access.transactions, access.sessions, dearer, access.clock);

        later.attempt(ADA.value(), AccessFixture.password(PASSWORD), "192.0.2.1", "r", false);

        assertThat(access.database.text("select password_hash from app_user"))
                .startsWith("$argon2id$v=19$m=128,t=2,p=1$");
        assertThat(later.attempt(ADA.value(), AccessFixture.password(PASSWORD), "192.0.2.1", "r", false))
                .isInstanceOf(SignIn.Outcome.SignedIn.class);
    }

    @Test
    void with_the_database_away_a_good_token_is_unavailable_and_never_refused() {
        access.user(ADA);
        String token = access.token(ADA).reveal();
        access.databaseAway(true);

        assertThat(access.sessions.judge(token)).isInstanceOf(TokenVerdict.Unavailable.class);
        assertThatThrownBy(() -> access.attempt(ADA, PASSWORD)).isInstanceOf(DatabaseException.class);

        access.databaseAway(false);
        assertThat(access.sessions.judge(token)).isInstanceOf(TokenVerdict.SignedIn.class);
    }

    @Test
    void without_its_keys_a_server_neither_refuses_a_token_nor_makes_one() {
        access.user(ADA);
        String token = access.token(ADA).reveal();
        access.keys.forget();

        assertThat(access.sessions.judge(token)).isInstanceOf(TokenVerdict.Unavailable.class);
        assertThatThrownBy(() -> access.attempt(ADA, PASSWORD))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().status()).isEqualTo(503));
    }

    @Test
    void forged_foreign_and_garbled_tokens_are_refused() {
        access.user(ADA);
        String token = access.token(ADA).reveal();
        String other = new AccessFixtureToken().foreign();

        for (String bad :
                new String[] {"", "x", ".", "..", token + "x", token.substring(1), other, "a".repeat(9000), "\u0000"}) {
            assertThat(access.sessions.judge(bad)).as(bad).isInstanceOf(TokenVerdict.Refused.class);
        }
    }

    /** A well-formed token that another server signed. */
    private static final class AccessFixtureToken {
        String foreign() {
            AccessFixture elsewhere = new AccessFixture();
            elsewhere.user(ADA);
            return elsewhere.token(ADA).reveal();
        }
    }

    @Test
    void the_sign_ins_of_one_user_are_bounded_and_the_oldest_goes() {
        access.user(ADA);
        String first = access.token(ADA).reveal();
        for (int i = 0; i < 100; i++) {
            access.clock.advance(Duration.ofSeconds(2));
            access.signedIn(ADA);
        }

        assertThat(access.database.number("select count(*) from user_session")).isEqualTo(100);
        assertThat(access.sessions.judge(first)).isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void no_secret_reaches_the_log() {
        Logger root = (Logger) LoggerFactory.getLogger("io.holdfast");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        access.user(ADA);
        String token = access.token(ADA).reveal();
        access.attempt(ADA, "wrong password 1");
        root.detachAppender(log);

        assertThat(log.list)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getFormattedMessage() + event.getKeyValuePairs())
                        .doesNotContain(PASSWORD, "wrong password 1", token));
    }
}
