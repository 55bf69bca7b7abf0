package io.holdfast.fleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.cli.Commands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void benches_and_drills_are_commands_of_the_program() {
        assertThat(run("bench", "list")).isZero();
        assertThat(run("drill", "list")).isZero();

        assertThat(out.toString()).contains("poll", "intake", "start", "crash", "acknowledgements", "database-away");
    }

    @Test
    void an_unknown_name_is_a_wrong_use() {
        assertThat(run("bench", "pole")).isEqualTo(2);
        assertThat(run("drill", "databaseaway")).isEqualTo(2);
        assertThat(run("bench", "poll", "--repeat", "0")).isEqualTo(2);

        assertThat(err.toString()).contains("bench list", "drill list", "--repeat is at least 1");
    }

    private int run(String... arguments) {
        return new Commands(new Holdfast(), Map.of()).run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
