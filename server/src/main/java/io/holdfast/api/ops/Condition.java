package io.holdfast.api.ops;

import java.util.Map;

/**
 * Something is not as it should be, and stays so until it is mended or dismissed.
 *
 * @param name stable, for alarms: lower case with hyphens
 * @param sentence what it is, for a person
 * @param counts how much of it, by name
 */
public record Condition(String name, String sentence, Map<String, Long> counts) {
    public Condition {
        counts = Map.copyOf(counts);
    }
}
