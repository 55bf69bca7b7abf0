package io.holdfast.operator.blackbox;

import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a black box holds, read without the server: also while it runs, and after it was killed.
 *
 * @param records the oldest first
 * @param recording the folder with the flight recorder's latest chunks
 */
public record BlackBoxReading(List<JsonNode> records, Optional<Path> recording) {

    /** Opens the box of a data directory. Throws {@link IOException} when there is none, or it cannot be read. */
    public static BlackBoxReading open(Path data) throws IOException {
        Path folder = data.resolve(BlackBox.FOLDER);
        List<JsonNode> records = new ArrayList<>();
        for (byte[] record : RecordFile.read(folder)) {
            try {
                records.add(Json.tree(record));
            } catch (JacksonException ofAnotherVersion) {
                // Its checksum holds, so that it was written so; the others can be read.
                continue;
            }
        }
        return new BlackBoxReading(List.copyOf(records), latest(folder.resolve(FlightRecording.FOLDER)));
    }

    private static Optional<Path> latest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(folder)) {
            return runs.filter(Files::isDirectory).max(Comparator.comparing(Path::toString));
        }
    }

    /** The records of the last so long before the last one: the end is the moment of death, not now. */
    public List<JsonNode> last(Duration span) {
        if (records.isEmpty()) {
            return List.of();
        }
        Instant from = at(records.getLast()).minus(span);
        return records.stream().filter(record -> !at(record).isBefore(from)).toList();
    }

    /** When a record was made. */
    public static Instant at(JsonNode record) {
        return Instant.parse(record.path("at").asString("1970-01-01T00:00:00Z"));
    }
}
