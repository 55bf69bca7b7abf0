package io.holdfast.api.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.testing.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskPulseTest {

    @TempDir
    Path data;

    @Test
    void a_disk_that_takes_a_write_is_well_and_one_that_does_not_is_dead_after_a_minute() {
        ManualClock clock = new ManualClock();
        DiskPulse gone = new DiskPulse(data.resolve("unmounted"), clock);
        clock.advance(Duration.ofSeconds(61));
        try (DiskPulse there = new DiskPulse(data, new ManualClock()).start()) {
            assertThat(there.check().look()).isEqualTo(Health.well());
            Eventually.holds(
                    "its room was looked at",
                    () -> there.room()
                            .filter(room -> room.free() > 0 && room.total() >= room.free())
                            .isPresent());
            gone.start();
            assertThat(gone.check().look()).isInstanceOf(Health.Unwell.class);
        } finally {
            gone.close();
        }
    }
}
