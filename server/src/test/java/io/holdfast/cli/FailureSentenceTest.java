package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.database.DatabaseException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureSentenceTest {
    @Test
    void a_command_that_failed_says_why_with_one_full_stop_what_to_do_and_its_code() {
        assertThat(FailureSentence.of(new CommandFailed(
                        "bench.not-in-time",
                        "Waited 90 s in vain for this: the fleet works.",
                        "Run it again.",
                        new IllegalStateException())))
                .isEqualTo("Waited 90 s in vain for this: the fleet works. Run it again. (bench.not-in-time)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "28P01 | password authentication failed. | The database refuses this user or password: password"
                        + " authentication failed. Correct the database's address. (database.login-refused)",
                "08006 | Connection attempt timed out. | The database did not do it: Connection attempt timed out. Is it"
                        + " running? Try again. (database.failed)",
                "08006 | connection refused | The database did not do it: connection refused. Is it running? Try again."
                        + " (database.failed)",
            })
    void what_a_database_refused_is_told_with_the_next_step_and_one_full_stop(
            String state, String message, String sentence) {
        assertThat(FailureSentence.of(new DatabaseException(new SQLException(message, state))))
                .isEqualTo(sentence);
    }
}
