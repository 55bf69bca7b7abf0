package io.holdfast.access;

import static io.holdfast.testing.AccessFixture.ADA;
import static io.holdfast.testing.AccessFixture.PASSWORD;
import static io.holdfast.testing.AccessFixture.password;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.idempotency.IdempotencyKey;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.platform.http.Reply;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.MigratedDatabase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every statement about people, on the oldest PostgreSQL that is supported. */
class AccessOn15Test {
    private static final Email BOB = new Email("bob@example.com");

    @SuppressWarnings("NullAway.Init") // set before each test
    private AccessFixture access;

    @BeforeEach
    void a_database_on_15() {
        Optional<MigratedDatabase> database = MigratedDatabase.freshOn15();
        Assumptions.assumeTrue(database.isPresent(), "PostgreSQL 15 is not installed");
        access = new AccessFixture(database.orElseThrow());
    }

    @Test
    void people_are_made_listed_changed_and_deleted() {
        Caller ada = access.caller(ADA);
        Users.CreateOutcome.Created bob =
                (Users.CreateOutcome.Created) access.users.create(ada, "r", BOB, password(PASSWORD));
        UserFilter one = new UserFilter(
                List.of(bob.id()),
                List.of(BOB),
                UserFilter.ALL.createdAfter(),
                UserFilter.ALL.createdBefore(),
                UserFilter.ALL.updatedAfter(),
                UserFilter.ALL.updatedBefore());
        assertThat(access.users.list(ada.tenant(), one)).hasSize(1);

        UserChange both = new UserChange(
                Optional.of(new Email("countess@example.com")),
                Optional.of(password("another password")),
                Optional.of(password(PASSWORD)));

        assertThat(access.users.change(ada, "r", ada.user(), both)).isInstanceOf(Users.ChangeOutcome.Changed.class);
        assertThat(access.users.delete(ada, "r", bob.id())).isInstanceOf(Users.DeleteOutcome.Deleted.class);
        assertThat(access.users.delete(ada, "r", ada.user())).isInstanceOf(Users.DeleteOutcome.LastOfTenant.class);
    }

    @Test
    void sessions_tokens_and_settings_come_and_go() {
        Caller ada = access.caller(ADA);
        PersonalAccessTokens.Outcome.Created token =
                (PersonalAccessTokens.Outcome.Created) access.tokens.create(ada, "r", "ci", Optional.empty());
        assertThat(access.sessions.judge(token.value().reveal())).isInstanceOf(TokenVerdict.SignedIn.class);
        assertThat(access.tokens.create(ada, "r", "ci", Optional.empty()))
                .isInstanceOf(PersonalAccessTokens.Outcome.NameTaken.class);
        assertThat(access.tokens.list(ada))
                .singleElement()
                .satisfies(listed -> assertThat(listed.end()).isEqualTo(SessionEnd.never()));
        assertThat(access.tokens.revoke(ada, "r", token.id())).isTrue();

        for (SettingsOwner owner : SettingsOwner.values()) {
            assertThat(access.settings.replace(ada, "r", owner, "{\"a\":1}", Optional.empty()))
                    .isTrue();
            Settings read = access.settings.read(ada, owner);
            assertThat(access.settings.replace(ada, "r", owner, "{\"a\":2}", read.etag()))
                    .isTrue();
            assertThat(access.settings.replace(ada, "r", owner, "{\"a\":3}", read.etag()))
                    .isFalse();
        }
    }

    @Test
    void an_answer_is_kept_found_and_given_again() {
        Caller ada = access.caller(ADA);
        KeptAnswers answers = new KeptAnswers(access.transactions);
        IdempotencyKey key = IdempotencyKey.parse(ada, "k1").orElseThrow();
        byte[] hash = {1};

        assertThat(answers.once(key, hash, () -> {
                    access.users.create(ada, "r", BOB, password(PASSWORD));
                    return Reply.created("/bob");
                }))
                .isPresent();

        assertThat(answers.find(key, hash))
                .isInstanceOfSatisfying(
                        KeptAnswers.Kept.Answer.class,
                        kept -> assertThat(kept.reply().headers()).hasSize(1));
        assertThat(answers.find(key, new byte[] {2})).isInstanceOf(KeptAnswers.Kept.OtherRequest.class);
    }
}
