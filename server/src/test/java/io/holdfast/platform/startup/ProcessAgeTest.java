package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessAgeTest {
    /** A process with a blank and a bracket in its name, started 100.00 s after the machine. */
    private static final String STAT = "7 (a ) b) S 1 7 7 0 -1 4194304 1 0 0 0 1 2 0 0 20 0 30 0 10000 9 9 9";

    @ParameterizedTest
    @CsvSource({"100.00, 0", "100.45, 450", "250.00, 150000", "99.00, 0"})
    void it_is_what_the_machines_age_is_above_that_at_the_start(String uptime, long millis) {
        assertThat(ProcessAge.of(STAT, uptime + " 12.34\n", Optional.empty())).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"130.00, 20000", "149.95, 50", "100.00, 50000", "90.00, 50000", "151.00, 0"})
    void what_the_launcher_did_before_it_began_does_not_count_and_never_makes_it_older(String begun, long millis) {
        assertThat(ProcessAge.of(STAT, "150.00 12.34\n", Optional.of(begun))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void this_process_is_no_older_than_its_machine_and_grows_older() {
        Duration first = ProcessAge.now();
        assertThat(first).isPositive();
        assertThat(ProcessAge.now()).isGreaterThanOrEqualTo(first);
    }
}
