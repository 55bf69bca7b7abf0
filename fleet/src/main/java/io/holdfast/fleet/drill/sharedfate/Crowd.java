package io.holdfast.fleet.drill.sharedfate;

import io.holdfast.fleet.management.ManagementApi;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Many programs that ask the control plane for something it needs its database for, again and again. */
final class Crowd implements AutoCloseable {
    /** More than the control plane lets in at once. */
    private static final int CALLERS = 300;

    private final LongAdder calls = new LongAdder();
    private final LongAdder answeredWell = new LongAdder();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean over;

    private Crowd() {}

    static Crowd calling(ManagementApi api) {
        Crowd crowd = new Crowd();
        for (int i = 0; i < CALLERS; i++) {
            crowd.callers.add(Thread.startVirtualThread(() -> crowd.call(api)));
        }
        return crowd;
    }

    private void call(ManagementApi api) {
        while (!over) {
            try {
                if (api.get("/api/management/v2/devauth/devices?per_page=20").status() == 200) {
                    answeredWell.increment();
                }
            } catch (UncheckedIOException | IllegalStateException unanswered) {
                // counts as a call like any other
            }
            calls.increment();
        }
    }

    long calls() {
        return calls.sum();
    }

    long answeredWell() {
        return answeredWell.sum();
    }

    @Override
    public void close() {
        over = true;
        callers.forEach(Thread::interrupt);
    }
}
