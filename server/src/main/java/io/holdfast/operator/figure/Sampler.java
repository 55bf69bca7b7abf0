package io.holdfast.operator.figure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that measures, and then lets others look at what was measured. It asks no database and waits for nobody. */
public final class Sampler implements AutoCloseable {
    /** How often. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Sampler.class);

    private final FigureBoard board;
    private final List<Runnable> afterwards;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Sampler(FigureBoard board, List<Runnable> afterwards) {
        this.board = board;
        this.afterwards = List.copyOf(afterwards);
    }

    /** Starts to sample. After each sample the others are run in order, on the same thread: quick ones only. */
    public static Sampler start(FigureBoard board, List<Runnable> afterwards) {
        Sampler sampler = new Sampler(board, afterwards);
        Thread.ofPlatform().daemon().name("operator-sampler").start(sampler::run);
        return sampler;
    }

    private void run() {
        try {
            do {
                step();
            } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        board.sample();
        for (Runnable each : afterwards) {
            try {
                each.run();
            } catch (RuntimeException failed) {
                log.atError().setCause(failed).log("a look at the figures failed");
            }
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
