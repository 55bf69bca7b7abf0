package io.holdfast.agent.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    private Path folder;

    @Test
    void a_token_is_there_again_at_the_next_start() {
        Path file = folder.resolve("token");

        assertThat(new TokenFile(file).keep("a.token.b")).isEmpty();

        assertThat(new TokenFile(file).read()).hasValue("a.token.b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.token.b\n", " a.token.b", "a.token.b\r\n"})
    void space_around_it_is_not_part_of_it(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);

        assertThat(new TokenFile(file).read()).hasValue("a.token.b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a.token\nb", "a.token\u0000", "a token"})
    void what_may_not_stand_in_a_header_is_no_token(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);

        assertThat(new TokenFile(file).read()).isEmpty();
    }

    @Test
    void a_disk_that_takes_nothing_costs_the_next_start_one_question() throws IOException {
        Path file = folder.resolve("token");
        Files.createDirectories(file.resolve("in-the-way"));
        TokenFile tokens = new TokenFile(file);

        assertThat(tokens.keep("a.token.b").orElseThrow())
                .contains("cannot be kept")
                .doesNotContain("a.token.b");
        assertThat(tokens.read()).hasValue("a.token.b");

        assertThat(tokens.drop().orElseThrow()).contains("cannot be dropped");
        assertThat(tokens.read()).isEmpty();
    }
}
