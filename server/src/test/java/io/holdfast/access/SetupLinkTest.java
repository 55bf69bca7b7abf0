package io.holdfast.access;

import static io.holdfast.testing.AccessFixture.ADA;
import static io.holdfast.testing.AccessFixture.PASSWORD;
import static io.holdfast.testing.AccessFixture.password;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.Race;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupLinkTest {
    private static final URI PUBLIC = URI.create("https://fleet.example.com:8443");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path data;

    private final AccessFixture access = new AccessFixture();

    private SetupLink link() {
        return new SetupLink(
                access.transactions, access.hasher, SetupLinkFile.in(data), () -> access.tenant, Dice.secure());
    }

    private static String token(URI link) {
        return link.getQuery().substring("token=".length());
    }

    @Test
    void the_first_start_leaves_a_link_that_only_the_owner_reads() throws IOException {
        URI link = link().prepare(PUBLIC).orElseThrow();

        assertThat(link.toString()).startsWith("https://fleet.example.com:8443/setup?token=");
        assertThat(Files.readString(data.resolve("setup-link")).strip()).isEqualTo(link.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("setup-link"))))
                .isEqualTo("rw-------");
        assertThat(access.database.text("select encode(token_hash, 'escape') from setup_link"))
                .doesNotContain(token(link));
    }

    @Test
    void the_link_makes_one_administrator_and_is_gone_then() {
        SetupLink setup = link();
        String token = token(setup.prepare(PUBLIC).orElseThrow());

        assertThat(setup.redeem(token, ADA, password(PASSWORD))).isInstanceOf(SetupLink.Outcome.Done.class);

        assertThat(access.attempt(ADA, PASSWORD)).isInstanceOf(SignIn.Outcome.SignedIn.class);
        assertThat(data.resolve("setup-link")).doesNotExist();
        assertThat(access.database.number("select count(*) from setup_link")).isZero();
        assertThat(setup.opens(token)).isFalse();
        assertThat(setup.redeem(token, new Email("eve@example.com"), password(PASSWORD)))
                .isInstanceOf(SetupLink.Outcome.Refused.class);
        assertThat(link().prepare(PUBLIC)).isEmpty();
    }

    @Test
    void of_many_who_use_the_link_at_once_one_gets_in() {
        SetupLink setup = link();
        String token = token(setup.prepare(PUBLIC).orElseThrow());

        List<SetupLink.Outcome> outcomes = Race.run(
                8, racer -> setup.redeem(token, new Email("user" + racer + "@example.com"), password(PASSWORD)));

        assertThat(outcomes)
                .filteredOn(SetupLink.Outcome.Done.class::isInstance)
                .hasSize(1);
        assertThat(access.database.number("select count(*) from app_user")).isEqualTo(1);
    }

    @Test
    void a_restart_before_the_set_up_keeps_the_link() {
        URI first = link().prepare(PUBLIC).orElseThrow();

        assertThat(link().prepare(PUBLIC)).contains(first);
    }

    @Test
    void a_lost_file_gets_a_new_link_and_the_old_one_opens_nothing() throws IOException {
        String old = token(link().prepare(PUBLIC).orElseThrow());
        Files.delete(data.resolve("setup-link"));

        URI fresh = link().prepare(PUBLIC).orElseThrow();

        assertThat(link().opens(token(fresh))).isTrue();
        assertThat(link().opens(old)).isFalse();
    }

    @Test
    void a_user_made_at_the_command_line_closes_the_link() {
        SetupLink setup = link();
        String token = token(setup.prepare(PUBLIC).orElseThrow());

        access.user(ADA);

        assertThat(setup.opens(token)).isFalse();
        assertThat(setup.redeem(token, new Email("eve@example.com"), password(PASSWORD)))
                .isInstanceOf(SetupLink.Outcome.Refused.class);
        assertThat(link().prepare(PUBLIC)).isEmpty();
        assertThat(data.resolve("setup-link")).doesNotExist();
    }

    @Test
    void a_wrong_token_opens_nothing() {
        SetupLink setup = link();
        String token = token(setup.prepare(PUBLIC).orElseThrow());

        for (String wrong : new String[] {"", "x", token + "x", token.substring(1), "\u0000"}) {
            assertThat(setup.opens(wrong)).isFalse();
        }
    }
}
