package io.holdfast.operator.blackbox;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Reading;
import io.holdfast.operator.overview.ThreadTimes;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.metrics.SlowRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down once a second what is measured, which requests were slow, and what was decided: {@code DATA/blackbox}. A thread of its own
 * writes, so that a disk that hangs stops this and nothing else; what does not fit into its queue meanwhile is dropped and counted. It is
 * told names of routes and figures, never a request's own words.
 */
public final class BlackBox implements AutoCloseable {
    /** The folder in the data directory. */
    public static final String FOLDER = "blackbox";

    /** A second takes some 3 KB: each file is three quarters of an hour. */
    private static final long FILE_BYTES_MAX = 8L << 20;

    /** A minute of seconds, and as many decisions. */
    private static final int WAITING_MAX = 256;

    private static final int THREADS_EVERY = 10;
    private static final Logger log = LoggerFactory.getLogger(BlackBox.class);

    private final ArrayBlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final FigureBoard board;
    private final SlowRequests slow;
    private final ThreadTimes threads;
    private final Clock clock;
    private final Thread writer;
    private long slowSeen;
    private int turn;

    private BlackBox(Path data, FigureBoard board, SlowRequests slow, ThreadTimes threads, Clock clock) {
        this.board = board;
        this.slow = slow;
        this.threads = threads;
        this.clock = clock;
        Path folder = data.resolve(FOLDER);
        this.writer = Thread.ofPlatform().daemon().name("blackbox").unstarted(() -> write(folder));
    }

    public static BlackBox start(Path data, FigureBoard board, SlowRequests slow, ThreadTimes threads, Clock clock) {
        BlackBox box = new BlackBox(data, board, slow, threads, clock);
        box.writer.start();
        box.decided("node.started", "", "");
        return box;
    }

    /** After each sample, on the sampler's thread. */
    public void sampled() {
        ObjectNode figures = Json.object();
        for (Reading reading : board.readings()) {
            // What was not read in this second is old, and its age is the time since it was written down last.
            if (reading.age().toMillis() < 500) {
                figures.put(reading.figure().name(), rounded(reading.value()));
            }
        }
        offer(record("figures").set("values", figures));
        List<SlowRequests.Slow> news = slow.after(slowSeen);
        for (SlowRequests.Slow each : news) {
            slowSeen = each.number();
            offer(record("slow-request")
                    .put("answered_at", each.answeredAt().toString())
                    .put("route", each.route())
                    .put("status", each.status())
                    .put("millis", each.took().toMillis()));
        }
        if (turn++ % THREADS_EVERY == 0) {
            ObjectNode busy = Json.object();
            threads.look().busiest().forEach(thread -> busy.put(thread.thread(), rounded(thread.share())));
            offer(record("threads").set("busy", busy));
        }
    }

    /**
     * Something was decided, by the node or an operator.
     *
     * @param what as {@code noun.verb}
     */
    public void decided(String what, String object, String why) {
        offer(record("decision").put("what", what).put("object", object).put("why", why));
    }

    private ObjectNode record(String kind) {
        return Json.object().put("at", clock.now().toString()).put("kind", kind);
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private void offer(tools.jackson.databind.JsonNode record) {
        if (!waiting.offer((ObjectNode) record)) {
            dropped.incrementAndGet();
        }
    }

    private void write(Path folder) {
        try (RecordFile file = new RecordFile(folder, FILE_BYTES_MAX)) {
            while (!Thread.currentThread().isInterrupted()) {
                file.append(Json.bytes(waiting.take()));
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    file.append(Json.bytes(record("dropped").put("records", lost)));
                }
            }
        } catch (IOException refused) {
            log.atWarn()
                    .addKeyValue("why", refused.getMessage())
                    .log("the disk refused the black box; it stays closed until the restart");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
