package io.holdfast.api.ops;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Something is not as it should be, and stays so until it is mended or dismissed.
 *
 * @param name stable, for alarms: lower case with hyphens
 * @param sentence what it is, for a person
 * @param counts how much of it, by name
 * @param since when it began; empty for one that does not know, which then counts from when it was first seen
 */
public record Condition(String name, String sentence, Map<String, Long> counts, Optional<Instant> since) {
    public Condition {
        counts = Map.copyOf(counts);
    }

    /** One that does not know when it began. */
    public Condition(String name, String sentence, Map<String, Long> counts) {
        this(name, sentence, counts, Optional.empty());
    }
}
