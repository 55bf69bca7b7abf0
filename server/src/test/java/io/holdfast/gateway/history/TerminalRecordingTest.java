package io.holdfast.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.release.DiskBlobStore;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.SmallDisk;
import io.holdfast.wire.link.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalRecordingTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T12:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void a_recording_is_an_asciicast_with_the_times_of_what_was_shown() throws IOException {
        Recordings recordings = new Recordings(DiskBlobStore.open(folder), clock);
        TerminalRecording recording = recordings.begin(new TerminalSize(24, 80));
        recording.output("$ ".getBytes(StandardCharsets.UTF_8));
        clock.advance(Duration.ofMillis(1_500));
        recording.output("\u001b[1mx\"\r\n".getBytes(StandardCharsets.UTF_8));
        recording.resized(new TerminalSize(50, 132));

        Recorded recorded = recording.end().toCompletableFuture().join().orElseThrow();

        assertThat(recorded.whole()).isTrue();
        try (InputStream in = recordings.open(recorded).orElseThrow()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactly(
                            "{\"version\":2,\"width\":80,\"height\":24,\"timestamp\":1780315200,\"env\":{\"TERM\":\"xterm-256color\"}}",
                            "[0.0,\"o\",\"$ \"]",
                            "[1.5,\"o\",\"\\u001B[1mx\\\"\\r\\n\"]",
                            "[1.5,\"r\",\"132x50\"]");
        }
    }

    @Test
    void a_disk_that_is_almost_full_costs_the_rest_of_a_recording_and_not_what_was_shown_before() throws Exception {
        Optional<SmallDisk> mounted = SmallDisk.mounted(70);
        assumeTrue(mounted.isPresent(), "mounting is not allowed here");
        try (SmallDisk disk = mounted.orElseThrow()) {
            Recordings recordings = new Recordings(DiskBlobStore.open(disk.path(), 1 << 20), clock);
            TerminalRecording recording = recordings.begin(new TerminalSize(24, 80));
            recording.output("before".repeat(2_000).getBytes(StandardCharsets.UTF_8));
            Eventually.holds("it is on the disk", () -> bytesBelow(disk.path().resolve("uploads")) > 10_000);
            Path ballast = disk.fill();

            recording.output("after".repeat(2_000).getBytes(StandardCharsets.UTF_8));
            recording.resized(new TerminalSize(50, 132));
            Recorded recorded = recording.end().toCompletableFuture().join().orElseThrow();
            Files.delete(ballast);

            assertThat(recorded.whole()).isFalse();
            try (InputStream in = recordings.open(recorded).orElseThrow()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text)
                        .contains("beforebefore")
                        .doesNotContain("after")
                        .endsWith("\"]\n");
                assertThat(text.lines()).hasSize(2);
            }
        }
    }

    private static long bytesBelow(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    @Test
    void a_character_that_comes_in_two_pieces_is_one_and_what_is_none_is_marked() {
        byte[] text = "aé€😀z".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            Utf8Pieces pieces = new Utf8Pieces();
            String both = pieces.add(Arrays.copyOfRange(text, 0, cut))
                    + pieces.add(Arrays.copyOfRange(text, cut, text.length));
            assertThat(both).as("cut at %d", cut).isEqualTo("aé€😀z");
        }
        assertThat(new Utf8Pieces().add(new byte[] {'a', (byte) 0xFF, 'b'})).isEqualTo("a\uFFFDb");
    }
}
