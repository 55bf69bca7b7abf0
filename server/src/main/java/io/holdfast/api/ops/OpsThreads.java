package io.holdfast.api.ops;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The operator plane's threads, apart by what handlers wait for: a dozen calls that wait for a dead database would else let {@code /live}
 * time out, and a service manager kill a server that serves its devices. Platform threads, because virtual ones would share theirs with
 * the control plane, which may be what drowns.
 */
final class OpsThreads implements AutoCloseable {
    /** A few people and probes; beyond that somebody's script has run wild. */
    private static final int WAITING_MAX = 56;

    private static final int IDLE_SECONDS = 30;

    private final Map<OpsRoute.Lane, ThreadPoolExecutor> lanes = new EnumMap<>(OpsRoute.Lane.class);

    OpsThreads() {
        Arrays.stream(OpsRoute.Lane.values()).forEach(lane -> lanes.put(lane, threads(lane)));
    }

    private static ThreadPoolExecutor threads(OpsRoute.Lane lane) {
        int threads = switch (lane) {
            case PROBE -> 2;
            case MEMORY -> 8;
            // More than the reserved connections: one look and three sheddings at once are a busy night.
            case DATABASE -> 4;
        };
        // Who waits for the database is told at once that too many do: queued he would only wait longer.
        int waiting = lane == OpsRoute.Lane.DATABASE ? threads : WAITING_MAX;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                Thread.ofPlatform()
                        .daemon()
                        .name("operator-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-", 0)
                        .factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Throws {@link java.util.concurrent.RejectedExecutionException} when the lane is full. */
    void execute(OpsRoute.Lane lane, Runnable call) {
        Objects.requireNonNull(lanes.get(lane)).execute(call);
    }

    /** Calls under way may finish. */
    @Override
    public void close() {
        lanes.values().forEach(ThreadPoolExecutor::shutdown);
    }
}
