package io.holdfast.gateway.url;

import io.holdfast.exposure.UrlId;
import io.holdfast.exposure.UrlTarget;
import io.holdfast.identity.DeviceId;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Connections to devices that wait for their visitor's next request: making one costs a round trip. Each is one visitor's of one URL, so
 * that nobody ever hears the rest of another's answer. Every loop has its own.
 */
final class UpstreamPool {
    /** A browser opens six connections to a site. */
    private static final int IDLE_MAX = 6;

    /** On one loop; a device has places for 32 connections in all, and gets them back soon. */
    private static final int IDLE_PER_LOOP_MAX = 256;

    private static final int IDLE_SECONDS = 15;

    private final Map<EventExecutor, Loop> loops = new ConcurrentHashMap<>();

    /** What connections are kept under. */
    record Key(DeviceId device, UrlId url, int epoch, UrlTarget target, String visitor) {}

    private static final class Loop {
        private final Map<Key, Deque<Upstream>> idle = new HashMap<>();
        private int count;
    }

    private Loop of(EventExecutor loop) {
        return loops.computeIfAbsent(loop, first -> new Loop());
    }

    /** The connection that was used last, if one waits. On the loop. */
    Optional<Upstream> take(EventExecutor loop, Key key) {
        Loop own = of(loop);
        Deque<Upstream> waiting = own.idle.getOrDefault(key, new ArrayDeque<>());
        Optional<Upstream> taken = Optional.ofNullable(waiting.pollLast());
        taken.ifPresent(it -> own.count--);
        forgetIfEmpty(own, key, waiting);
        return taken;
    }

    private static void forgetIfEmpty(Loop own, Key key, Deque<Upstream> waiting) {
        if (waiting.isEmpty()) {
            own.idle.remove(key);
        }
    }

    /** Keeps a connection a while, or closes it. On the loop. */
    void give(EventExecutor loop, Key key, Upstream upstream) {
        Loop own = of(loop);
        Deque<Upstream> waiting = own.idle.computeIfAbsent(key, first -> new ArrayDeque<>());
        if (upstream.over() || waiting.size() >= IDLE_MAX || own.count >= IDLE_PER_LOOP_MAX) {
            upstream.close();
            forgetIfEmpty(own, key, waiting);
            return;
        }
        waiting.addLast(upstream);
        own.count++;
        upstream.rest(() -> drop(own, key, upstream));
        var later = loop.schedule(() -> drop(own, key, upstream), IDLE_SECONDS, TimeUnit.SECONDS);
    }

    /** Somebody waits for a place on the device: of those that nobody uses, one on each loop gives up its own. From any thread. */
    void relieve(DeviceId device) {
        loops.forEach((loop, own) -> loop.execute(() -> own.idle.keySet().stream()
                .filter(key -> key.device().equals(device))
                .findFirst()
                .ifPresent(key -> Optional.ofNullable(own.idle.get(key))
                        .map(Deque::peekFirst)
                        .ifPresent(oldest -> drop(own, key, oldest)))));
    }

    private static void drop(Loop own, Key key, Upstream upstream) {
        Optional.ofNullable(own.idle.get(key)).ifPresent(waiting -> {
            if (waiting.remove(upstream)) {
                own.count--;
                upstream.close();
                forgetIfEmpty(own, key, waiting);
            }
        });
    }
}
