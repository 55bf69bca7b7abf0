package io.holdfast.operator.overview;

import io.holdfast.platform.clock.Clock;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Which platform threads used the CPU in the last seconds. Virtual threads show as the threads that carry them. */
public final class ThreadTimes {
    /** Asking a thread for its time is a system call, and a list of busy threads changes slowly. */
    private static final int EVERY_SAMPLES = 5;

    private static final int SHOWN_MAX = 10;
    private static final double SHOWN_FROM = 0.005;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * A thread that was busy.
     *
     * @param share of one core
     */
    public record Busy(String thread, double share, String state) {}

    /** The busiest, with the time since they were looked at. */
    public record Look(List<Busy> busiest, Duration age) {}

    private record Used(long thread, double share) {}

    private final Clock clock;
    private Map<Long, Long> earlier = Map.of();
    private long earlierNanos;
    private int turn;
    private volatile List<Busy> busiest = List.of();
    private volatile long lookedNanos;

    public ThreadTimes(Clock clock) {
        this.clock = clock;
        this.earlierNanos = clock.monotonicNanos();
        this.lookedNanos = earlierNanos;
    }

    /** After a sample, on the sampler's thread. */
    public void sampled() {
        if (turn++ % EVERY_SAMPLES != 0) {
            return;
        }
        long now = clock.monotonicNanos();
        Map<Long, Long> used = new HashMap<>();
        LongStream.of(THREADS.getAllThreadIds()).forEach(id -> used.put(id, THREADS.getThreadCpuTime(id)));
        Map<Long, Long> before = earlier;
        double span = Math.max(1, now - earlierNanos);
        busiest = used.entrySet().stream()
                .map(each -> new Used(
                        each.getKey(), (each.getValue() - before.getOrDefault(each.getKey(), each.getValue())) / span))
                .filter(each -> each.share() > SHOWN_FROM)
                .sorted(Comparator.comparingDouble(Used::share).reversed())
                .limit(SHOWN_MAX)
                .flatMap(ThreadTimes::described)
                .toList();
        earlier = used;
        earlierNanos = now;
        lookedNanos = now;
    }

    /** Nothing for a thread that ended meanwhile. */
    private static Stream<Busy> described(Used used) {
        ThreadInfo info = THREADS.getThreadInfo(used.thread());
        return info == null
                ? Stream.empty()
                : Stream.of(new Busy(
                        info.getThreadName(),
                        used.share(),
                        info.getThreadState().name().toLowerCase(Locale.ROOT)));
    }

    /** The last look. */
    public Look look() {
        return new Look(busiest, Duration.ofNanos(clock.monotonicNanos() - lookedNanos));
    }
}
