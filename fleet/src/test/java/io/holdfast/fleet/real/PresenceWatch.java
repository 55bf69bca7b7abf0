package io.holdfast.fleet.real;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again whether a device is connected. */
final class PresenceWatch implements AutoCloseable {
    private static final long EVERY_NANOS = 20_000_000;

    private final List<String> otherwise = new CopyOnWriteArrayList<>();
    private final Thread asking;
    private volatile boolean over;

    private PresenceWatch(LinkedDevice linked) {
        asking = Thread.ofVirtual().start(() -> ask(linked));
    }

    static PresenceWatch of(LinkedDevice linked) {
        return new PresenceWatch(linked);
    }

    private void ask(LinkedDevice linked) {
        while (!over) {
            String said = linked.connection();
            if (!said.isEmpty() && !said.equals("connected")) {
                otherwise.add(said);
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    /** What was said of the device so far that is not {@code connected}. */
    List<String> saidOtherwise() {
        return otherwise;
    }

    @Override
    public void close() {
        over = true;
        asking.interrupt();
    }
}
