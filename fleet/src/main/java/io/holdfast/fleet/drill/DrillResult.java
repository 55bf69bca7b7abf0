package io.holdfast.fleet.drill;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a drill found.
 *
 * @param figures by name, in the order they are shown; {@code pass} is not among them
 * @param broken each promise that did not hold, as a sentence
 */
public record DrillResult(Map<String, Object> figures, List<String> broken) {
    public DrillResult {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        broken = List.copyOf(broken);
    }

    public boolean passed() {
        return broken.isEmpty();
    }
}
