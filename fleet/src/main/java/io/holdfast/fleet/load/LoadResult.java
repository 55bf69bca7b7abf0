package io.holdfast.fleet.load;

import java.time.Duration;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What one run measured.
 *
 * @param statuses answers by HTTP status
 * @param broken requests whose connection broke before the answer was complete
 * @param unanswered requests without an answer when the run's grace ended
 * @param latency nanoseconds from the instant a request was due to the last byte of its answer
 * @param generatorCpu CPU time of the generator's own event loops
 */
public record LoadResult(
        Duration elapsed,
        SortedMap<Integer, Long> statuses,
        long broken,
        long unanswered,
        Histogram latency,
        Duration generatorCpu) {

    /** Answers of any status. */
    public long answered() {
        return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Answers of this status. */
    public long answered(int status) {
        return statuses.getOrDefault(status, 0L);
    }

    public double perSecond() {
        return answered() / (elapsed.toNanos() / 1e9);
    }

    /** Latency in milliseconds that {@code percent} of the answers stayed within. */
    public double percentileMillis(double percent) {
        return latency.getValueAtPercentile(percent) / 1e6;
    }

    /** What the generator itself cost, in microseconds a request. */
    public double generatorMicrosPerRequest() {
        return answered() == 0 ? 0 : generatorCpu.toNanos() / 1e3 / answered();
    }
}
