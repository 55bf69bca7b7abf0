package io.holdfast.api;

import io.holdfast.platform.http.UnreadableRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads bounded bodies whole, on the event loop. All bodies together have a bound too, and each a time to arrive in: a thousand
 * senders who drip a byte a minute hold neither memory nor places for long.
 */
final class BodyCollector {
    /** A mebibyte in 30 s is a line of 280 kbit/s. */
    private static final Duration ARRIVAL_MAX = Duration.ofSeconds(30);

    /** A quarter of the smallest heap. */
    private static final long BYTES_MAX = 64L << 20;

    private final AtomicLong held = new AtomicLong();
    private final Duration arrivalMax;

    BodyCollector() {
        this(ARRIVAL_MAX);
    }

    BodyCollector(Duration arrivalMax) {
        this.arrivalMax = arrivalMax;
    }

    /** What became of a body. */
    sealed interface Outcome {
        /** It is here; say {@link BodyCollector#release} when it is done with. */
        record Whole(byte[] bytes) implements Outcome {}

        record TooLarge() implements Outcome {}

        /** All bodies together are too large just now. */
        record NoRoom() implements Outcome {}

        /** The sender went away or took too long; there is nobody to answer. */
        record Cut() implements Outcome {}
    }

    /** Calls {@code done} once, on the event loop, when the body has ended one way or the other. */
    void collect(HttpServerRequest request, int max, Consumer<Outcome> done) {
        new Collecting(request, max, done).begin();
    }

    void release(int bytes) {
        held.addAndGet(-bytes);
    }

    private final class Collecting {
        private final HttpServerRequest request;
        private final int max;
        private final Consumer<Outcome> done;
        private final Buffer collected = Buffer.buffer();
        private Outcome outcome = new Outcome.Cut();
        private boolean dropping;
        private boolean finished;

        Collecting(HttpServerRequest request, int max, Consumer<Outcome> done) {
            this.request = request;
            this.max = max;
            this.done = done;
        }

        void begin() {
            Vertx vertx = Vertx.currentContext().owner();
            long timer = vertx.setTimer(arrivalMax.toMillis(), late -> {
                finish(new Outcome.Cut());
                var unused = request.connection().close();
            });
            request.handler(this::arrived);
            request.exceptionHandler(cause -> {
                vertx.cancelTimer(timer);
                UnreadableRequest.refuseBody(request, cause);
                finish(new Outcome.Cut());
            });
            request.endHandler(end -> {
                vertx.cancelTimer(timer);
                finish(dropping ? outcome : new Outcome.Whole(collected.getBytes()));
            });
        }

        /** What does not fit is read on and dropped, so that the sender gets to the answer and keeps its connection. */
        private void arrived(Buffer chunk) {
            if (dropping || finished) {
                return;
            }
            if (collected.length() + chunk.length() > max) {
                drop(new Outcome.TooLarge());
            } else if (held.addAndGet(chunk.length()) > BYTES_MAX) {
                release(chunk.length());
                drop(new Outcome.NoRoom());
            } else {
                collected.appendBuffer(chunk);
            }
        }

        private void drop(Outcome why) {
            dropping = true;
            outcome = why;
            release(collected.length());
        }

        private void finish(Outcome end) {
            if (finished) {
                return;
            }
            finished = true;
            if (end instanceof Outcome.Cut && !dropping) {
                release(collected.length());
            }
            done.accept(end);
        }
    }
}
