package io.holdfast.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeedLogTest {
    @TempDir
    Path data;

    @Test
    void deeds_are_told_newest_first_and_are_there_after_a_restart() throws IOException {
        DeedLog log = new DeedLog(data, new ManualClock(), (deed, object, why) -> {});
        assertThat(log.write("switch.off", "poll of every tenant", "me", "it \"hurts\"\n"))
                .isTrue();
        assertThat(log.write("switch.on", "poll of every tenant", "me", "")).isTrue();

        assertThat(new DeedLog(data, new ManualClock(), (deed, object, why) -> {}).latest(10))
                .hasSize(2)
                .first()
                .asString()
                .contains("switch.on");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("operator-audit.jsonl"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_record_has_two_files_of_so_many_bytes_and_loses_the_oldest() throws IOException {
        DeedLog log = new DeedLog(data, new ManualClock(), (deed, object, why) -> {}, 1_000);
        for (int i = 0; i < 100; i++) {
            log.write("switch.off", "object-" + i, "me", "");
        }
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(file.toFile().length()).isLessThanOrEqualTo(1_000));
        }
        assertThat(log.latest(1_000).getFirst()).contains("object-99");
        assertThat(log.latest(1_000)).hasSizeBetween(8, 40);
    }

    @Test
    void a_line_that_a_power_failure_tore_is_passed_over_and_spoils_no_other() throws IOException {
        DeedLog log = new DeedLog(data, new ManualClock(), (deed, object, why) -> {});
        log.write("switch.off", "poll", "me", "");
        Files.writeString(data.resolve("operator-audit.jsonl"), "{\"at\":\"20", StandardOpenOption.APPEND);
        log.write("switch.on", "poll", "me", "");

        assertThat(log.latest(10)).hasSize(2).first().asString().contains("switch.on");
    }

    @Test
    void a_disk_that_refuses_is_told() {
        assertThat(new DeedLog(data.resolve("not-there"), new ManualClock(), (deed, object, why) -> {})
                        .write("switch.off", "poll", "me", ""))
                .isFalse();
    }
}
