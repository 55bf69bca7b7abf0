package io.holdfast.fleet.drill.databaseaway;

import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceObserver;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Judges what known devices are answered: during the outage each request, at all times each 401. */
final class Window implements DeviceObserver {
    /** The promise: a known device is answered within this time while the database is away. */
    static final Duration IN_TIME = Duration.ofSeconds(2);
    /** Examples of late or wrong answers that are kept for the report. */
    private static final int EXAMPLES = 20;

    private final LongAdder requests = new LongAdder();
    private final LongAdder inTime = new LongAdder();
    private final LongAdder falseUnauthorized = new LongAdder();
    private final ConcurrentMap<String, LongAdder> kinds = new ConcurrentHashMap<>();
    private final Queue<String> late = new ConcurrentLinkedQueue<>();
    private volatile boolean open;

    /** Requests that end from now on count, until {@link #close}. */
    void open() {
        open = true;
    }

    void close() {
        open = false;
    }

    @Override
    public void ended(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized) {
        if (answer.hasStatus(401)) {
            falseUnauthorized.increment();
        }
        if (!open) {
            return;
        }
        requests.increment();
        kinds.computeIfAbsent(request.getClass().getSimpleName(), kind -> new LongAdder())
                .increment();
        boolean good = answer instanceof DeviceAnswer.Answered told && (told.isSuccess() || told.status() == 409);
        if (good && answer.took().compareTo(IN_TIME) <= 0) {
            inTime.increment();
        } else if (late.size() < EXAMPLES) {
            late.add(request.getClass().getSimpleName() + ": " + brief(answer));
        }
    }

    private static String brief(DeviceAnswer answer) {
        return switch (answer) {
            case DeviceAnswer.Answered told ->
                told.status() + " after " + told.took().toMillis() + " ms " + told.text();
            case DeviceAnswer.Unanswered none ->
                none.reason() + " after " + none.took().toMillis() + " ms";
        };
    }

    long requests() {
        return requests.sum();
    }

    long answeredInTime() {
        return inTime.sum();
    }

    /** 401 answers to devices that were accepted all along. */
    long falseUnauthorized() {
        return falseUnauthorized.sum();
    }

    Map<String, Long> requestsByKind() {
        Map<String, Long> counts = new TreeMap<>();
        kinds.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    Iterable<String> examples() {
        return late;
    }
}
