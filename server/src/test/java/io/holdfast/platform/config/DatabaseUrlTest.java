package io.holdfast.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.secrets.SecretText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseUrlTest {

    @Test
    void both_usual_forms_mean_the_same() {
        DatabaseUrl expected = new DatabaseUrl(
                "jdbc:postgresql://db:5433/fleet?sslmode=require",
                Optional.of("me"),
                Optional.of(SecretText.of("p@ss+1")));
        assertThat(List.of(
                        DatabaseUrl.parse("postgres://me:p%40ss+1@db:5433/fleet?sslmode=require"),
                        DatabaseUrl.parse(
                                "jdbc:postgresql://db:5433/fleet?user=me&sslmode=require&password=p%40ss%2B1")))
                .containsOnly(expected);
    }

    @Test
    void several_hosts_are_kept() {
        assertThat(DatabaseUrl.parse("postgresql://a:1,b:2/fleet?targetServerType=primary")
                        .jdbcUrl())
                .isEqualTo("jdbc:postgresql://a:1,b:2/fleet?targetServerType=primary");
    }

    @Test
    void a_password_is_never_printed() {
        assertThat(DatabaseUrl.parse("postgresql://me:hunter2@db/fleet").toString())
                .doesNotContain("hunter2")
                .contains("‹redacted›");
    }

    @Test
    void what_is_not_one_is_refused_without_repeating_it() {
        for (String text :
                List.of("", "db", "postgresql:///fleet", "postgresql://db", "postgresql://u:hun ter2@db/f")) {
            assertThatThrownBy(() -> DatabaseUrl.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("ter2");
        }
    }

    @Test
    void a_mode_that_writes_values_into_statements_is_refused() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://db/fleet?preferQueryMode=simple"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("preferQueryMode");
    }

    @Test
    void a_password_whose_slash_ends_the_host_is_refused_before_half_of_it_is_printed_as_the_host() {
        for (String text : List.of("postgresql://u:hun/ter2@db/f", "postgresql://u:h@n/t:er2@db/f")) {
            assertThatThrownBy(() -> DatabaseUrl.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("%XX")
                    .hasMessageNotContaining("er2");
        }
    }
}
