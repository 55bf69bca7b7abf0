package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceObserver;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import java.util.concurrent.atomic.LongAdder;

/** Devices never seen before: while the database is away they must be put off, not refused. */
final class Strangers implements DeviceObserver {
    private final LongAdder putOff = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private volatile boolean open;

    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    @Override
    public void ended(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized) {
        if (!open || !(answer instanceof DeviceAnswer.Answered told)) {
            return;
        }
        boolean properly = told.status() == 503 && told.retryAfter().isPresent();
        (properly ? putOff : wrong).increment();
    }

    /** Answers 503 with {@code Retry-After}. */
    long putOff() {
        return putOff.sum();
    }

    /** Any other answer. */
    long wronglyAnswered() {
        return wrong.sum();
    }
}
