package io.holdfast.access;

import static io.holdfast.testing.AccessFixture.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Race;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonalAccessTokensTest {
    private final AccessFixture access = new AccessFixture();
    private final Caller ada = access.caller(ADA);

    @Test
    void a_token_lets_a_program_in_until_it_expires_and_shows_its_last_use() {
        PersonalAccessTokens.Outcome.Created created = create("ci", Optional.of(Duration.ofHours(1)));

        assertThat(access.sessions.judge(created.value().reveal())).isInstanceOf(TokenVerdict.SignedIn.class);

        assertThat(access.tokens.list(ada)).singleElement().satisfies(token -> {
            assertThat(token.name()).isEqualTo("ci");
            assertThat(token.lastUsed()).contains(access.clock.now());
        });
        access.clock.advance(Duration.ofHours(1));
        assertThat(access.sessions.judge(created.value().reveal())).isInstanceOf(TokenVerdict.Refused.class);
    }

    @Test
    void last_use_is_written_at_most_every_five_minutes() {
        PersonalAccessTokens.Outcome.Created created = create("ci", Optional.empty());
        access.sessions.judge(created.value().reveal());
        var first = access.clock.now();
        access.clock.advance(Duration.ofMinutes(4));
        access.sessions.judge(created.value().reveal());
        assertThat(access.tokens.list(ada).getFirst().lastUsed()).contains(first);

        access.clock.advance(Duration.ofMinutes(1));
        access.sessions.judge(created.value().reveal());

        assertThat(access.tokens.list(ada).getFirst().lastUsed()).contains(access.clock.now());
    }

    @Test
    void a_revoked_token_is_refused_at_once_and_only_its_owner_revokes_it() {
        PersonalAccessTokens.Outcome.Created created = create("ci", Optional.empty());
        Caller bob = access.caller(new Email("bob@example.com"));

        assertThat(access.tokens.revoke(bob, "r", created.id())).isFalse();
        assertThat(access.tokens.revoke(ada, "r", created.id())).isTrue();

        assertThat(access.sessions.judge(created.value().reveal())).isInstanceOf(TokenVerdict.Refused.class);
        assertThat(access.tokens.revoke(ada, "r", created.id())).isFalse();
        assertThat(access.tokens.revoke(ada, "r", ada.session()))
                .as("a sign-in is no token")
                .isFalse();
    }

    @Test
    void a_user_has_one_token_of_a_name() {
        create("ci", Optional.empty());

        assertThat(access.tokens.create(ada, "r", "ci", Optional.empty()))
                .isInstanceOf(PersonalAccessTokens.Outcome.NameTaken.class);
    }

    @Test
    void the_limit_holds_however_many_are_made_at_once() {
        List<PersonalAccessTokens.Outcome> outcomes = Race.run(
                PersonalAccessTokens.PER_USER_MAX + 10,
                racer -> access.tokens.create(ada, "r", "token " + racer, Optional.empty()));

        assertThat(outcomes)
                .filteredOn(PersonalAccessTokens.Outcome.Created.class::isInstance)
                .hasSize(PersonalAccessTokens.PER_USER_MAX);
        assertThat(access.tokens.list(ada)).hasSize(PersonalAccessTokens.PER_USER_MAX);
    }

    private PersonalAccessTokens.Outcome.Created create(String name, Optional<Duration> lifetime) {
        return (PersonalAccessTokens.Outcome.Created) access.tokens.create(ada, "r", name, lifetime);
    }
}
