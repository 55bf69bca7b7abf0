package io.holdfast.operator.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.operator.figure.Figure;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.overview.ThreadTimes;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BlackBoxTest {
    @TempDir
    Path data;

    private final ManualClock clock = new ManualClock();

    @Test
    void figures_slow_requests_and_decisions_are_read_back_by_somebody_else() throws IOException {
        FigureBoard board = new FigureBoard(clock);
        board.add(new Figure("links.open", "Links", Figure.Unit.COUNT), () -> OptionalDouble.of(7));
        RouteBook book = new RouteBook(clock);
        try (BlackBox box = BlackBox.start(data, board, book.slow(), new ThreadTimes(clock), clock)) {
            book.route("next").answered(503, Duration.ofSeconds(3).toNanos());
            for (int i = 0; i < 90; i++) {
                clock.advance(Duration.ofSeconds(1));
                board.sample();
                box.sampled();
                await(i + 1);
            }
            box.decided("alarm.raised", "image-blind", "The feed was last read 3 s ago.");
            Eventually.holds(
                    "the decision is written",
                    () -> records().stream()
                            .anyMatch(record -> record.path("what").asString("").equals("alarm.raised")));

            List<JsonNode> lastMinute = BlackBoxReading.open(data).last(Duration.ofSeconds(60));
            assertThat(lastMinute.stream().filter(record -> kind(record).equals("figures")))
                    .hasSize(61)
                    .allSatisfy(record -> assertThat(
                                    record.path("values").path("links.open").asDouble())
                            .isEqualTo(7));
            assertThat(records()).anySatisfy(record -> {
                assertThat(kind(record)).isEqualTo("slow-request");
                assertThat(record.path("route").asString("")).isEqualTo("next");
                assertThat(record.path("millis").asInt()).isEqualTo(3_000);
            });
        }
    }

    @Test
    void a_record_that_was_being_written_when_the_process_died_hides_no_other() throws IOException {
        try (RecordFile file = new RecordFile(data, 1 << 20)) {
            file.append(bytes("one"));
            file.append(bytes("two"));
        }
        Files.write(data.resolve("records.bin"), new byte[] {0x48, 0x46, 0x42, 0x42, 0, 0}, StandardOpenOption.APPEND);
        assertThat(texts()).containsExactly("one", "two");

        try (RecordFile again = new RecordFile(data, 1 << 20)) {
            again.append(bytes("three"));
        }
        assertThat(texts()).containsExactly("one", "two", "three");
    }

    @Test
    void a_byte_that_changed_ends_what_is_believed_of_its_file() throws IOException {
        try (RecordFile file = new RecordFile(data, 1 << 20)) {
            file.append(bytes("one"));
            file.append(bytes("two"));
        }
        byte[] all = Files.readAllBytes(data.resolve("records.bin"));
        all[all.length - 1] ^= 1;
        Files.write(data.resolve("records.bin"), all);
        assertThat(texts()).containsExactly("one");
    }

    @Test
    void the_box_is_of_two_files_of_bounded_size_and_keeps_the_latest() throws IOException {
        try (RecordFile file = new RecordFile(data, 1_000)) {
            for (int i = 0; i < 500; i++) {
                file.append(bytes("record-" + i));
            }
        }
        assertThat(Files.size(data.resolve("records.bin"))).isLessThanOrEqualTo(1_000);
        assertThat(Files.size(data.resolve("records.1.bin"))).isLessThanOrEqualTo(1_000);
        assertThat(texts()).endsWith("record-498", "record-499").hasSizeGreaterThan(40);
    }

    private void await(int figures) {
        Eventually.holds(
                "the second is written",
                () -> records().stream()
                                .filter(record -> kind(record).equals("figures"))
                                .count()
                        >= figures);
    }

    private List<JsonNode> records() {
        try {
            return BlackBoxReading.open(data).records();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String kind(JsonNode record) {
        return record.path("kind").asString("");
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        RecordFile.read(data).forEach(record -> texts.add(new String(record, StandardCharsets.UTF_8)));
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
