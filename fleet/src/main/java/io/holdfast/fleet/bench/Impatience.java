package io.holdfast.fleet.bench;

import io.holdfast.fleet.management.ManagementApi;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A person who looks at the devices ten times a second while a storm goes on. Only answers count, whatever they say. */
final class Impatience implements AutoCloseable {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final ManagementApi api;
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final Thread person;
    private volatile boolean enough;

    private Impatience(ManagementApi api) {
        this.api = api;
        this.person = Thread.ofPlatform().daemon().name("person").unstarted(this::look);
    }

    static Impatience of(ManagementApi api) {
        Impatience impatience = new Impatience(api);
        impatience.person.start();
        return impatience;
    }

    private void look() {
        while (!enough) {
            long began = System.nanoTime();
            try {
                api.get("/api/management/v2/devauth/devices?per_page=20");
                millis.add((System.nanoTime() - began) / 1e6);
            } catch (UncheckedIOException down) {
                // the server is not there: what a person waits for a process is told by t1_s
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Of the answers so far; 0 when there was none. */
    double p99Millis() {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1);
    }

    @Override
    public void close() {
        enough = true;
        LockSupport.unpark(person);
        try {
            person.join(Duration.ofMinutes(1));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
