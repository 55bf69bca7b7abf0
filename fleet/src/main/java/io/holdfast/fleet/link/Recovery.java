package io.holdfast.fleet.link;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How fast a herd came (back) since a moment: each link counts once, when it first opened after that moment.
 *
 * @param links of the herd
 * @param back links that opened since
 * @param first time until the first link was open; empty when none was
 * @param half time until 50 % were open; empty when they were not
 * @param most time until 99 % were open
 * @param all time until every link was open
 */
public record Recovery(
        int links,
        int back,
        Optional<Duration> first,
        Optional<Duration> half,
        Optional<Duration> most,
        Optional<Duration> all) {

    /** The times by name, in seconds; a share that was not reached has none. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        first.ifPresent(time -> figures.put("t1_s", seconds(time)));
        half.ifPresent(time -> figures.put("t50_s", seconds(time)));
        most.ifPresent(time -> figures.put("t99_s", seconds(time)));
        all.ifPresent(time -> figures.put("t100_s", seconds(time)));
        return figures;
    }

    /** Seconds with a hundredth. */
    public static double seconds(Duration time) {
        return Math.round(time.toMillis() / 10.0) / 100.0;
    }
}
