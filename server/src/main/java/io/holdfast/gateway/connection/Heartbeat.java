package io.holdfast.gateway.connection;

import java.time.Duration;

/** Whether somebody is still at the other end of a WebSocket. Confined to its event loop. */
final class Heartbeat {
    private long heardNanos;
    private long pingedNanos;

    Heartbeat(long nowNanos) {
        heardNanos = nowNanos;
        pingedNanos = nowNanos;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** Whether nobody was heard for so long that nobody is there. */
    boolean silent(long nowNanos) {
        return since(heardNanos, Attendance.SILENT_MAX, nowNanos);
    }

    /** Whether it is time to ask; true once for each time. */
    boolean asks(long nowNanos) {
        boolean due = since(pingedNanos, Attendance.PING_EVERY, nowNanos);
        if (due) {
            pingedNanos = nowNanos;
        }
        return due;
    }

    static boolean since(long thenNanos, Duration span, long nowNanos) {
        return nowNanos - thenNanos >= span.toNanos();
    }
}
