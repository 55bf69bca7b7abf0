package io.holdfast.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UploadPaceTest {
    private final ManualClock clock = new ManualClock();

    @Test
    void an_upload_of_two_days_is_not_cut_while_it_moves() throws IOException {
        UploadPace pace = new UploadPace(sender(1_024, Duration.ofSeconds(3)), clock);
        byte[] buffer = new byte[65_536];
        long read = 0;
        while (clock.monotonicNanos() < Duration.ofDays(2).toNanos()) {
            read += pace.read(buffer, 0, buffer.length);
        }

        assertThat(read).isEqualTo(Duration.ofDays(2).toSeconds() / 3 * 1_024);
    }

    @Test
    void one_that_brings_a_byte_now_and_then_is_cut() {
        UploadPace pace = new UploadPace(sender(1, Duration.ofSeconds(10)), clock);

        assertThatThrownBy(() -> pace.readNBytes(1_000)).isInstanceOf(UploadPace.TooSlow.class);
        assertThat(clock.monotonicNanos()).isEqualTo(UploadPace.WAITED.toNanos());
    }

    @Test
    void our_own_slowness_is_not_held_against_the_sender() throws IOException {
        UploadPace pace = new UploadPace(sender(100, Duration.ofMillis(1)), clock);
        byte[] buffer = new byte[100];
        for (int i = 0; i < 1_000; i++) {
            assertThat(pace.read(buffer, 0, buffer.length)).isEqualTo(100);
            clock.advance(Duration.ofMinutes(5)); // the disk
        }
    }

    @Test
    void an_end_after_a_long_wait_is_an_end() throws IOException {
        InputStream ends = new InputStream() {
            @Override
            public int read() {
                clock.advance(UploadPace.WAITED);
                return -1;
            }
        };

        assertThat(new UploadPace(ends, clock).read()).isEqualTo(-1);
    }

    private InputStream sender(int bytes, Duration every) {
        return new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("byte by byte");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                clock.advance(every);
                return Math.min(bytes, length);
            }
        };
    }
}
