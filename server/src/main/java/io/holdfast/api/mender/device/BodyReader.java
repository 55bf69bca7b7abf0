package io.holdfast.api.mender.device;

import io.holdfast.wire.json.MalformedInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects a request's body up to a bound. A body that is longer is read to its end and thrown away, so that the connection
 * stays usable, and refused; or its two ends are kept, where a reader wants them rather than nothing.
 */
final class BodyReader {
    private static final byte[] EMPTY = new byte[0];

    private final int max;
    private final int endBytes;
    private @Nullable Buffer collected;
    private @Nullable BodyEnds ends;
    private long length;
    private int pieces;

    private BodyReader(int max, int endBytes) {
        this.max = max;
        this.endBytes = endBytes;
    }

    /** Takes the beginning and the end of a body, and the length of the whole. */
    @FunctionalInterface
    interface EndsReader {
        void read(byte[] head, byte[] tail, long length);
    }

    /** Calls back on the event loop with the whole body or, where it is longer than {@code maxBytes}, with its ends. */
    static void readOrEnds(
            DeviceExchange exchange, int maxBytes, int endBytes, Consumer<byte[]> whole, EndsReader ends) {
        BodyReader reader = new BodyReader(maxBytes, endBytes);
        reader.begin(exchange, () -> {
            BodyEnds kept = reader.ends;
            if (kept == null) {
                reader.finish(exchange, whole);
            } else {
                exchange.attempt(() -> ends.read(kept.head(), kept.tail(), reader.length));
            }
        });
    }

    /** Calls back on the event loop with the whole body, or refuses. */
    static void read(DeviceExchange exchange, int maxBytes, Consumer<byte[]> then) {
        BodyReader reader = new BodyReader(maxBytes, 0);
        reader.begin(exchange, () -> reader.finish(exchange, then));
    }

    private void begin(DeviceExchange exchange, Runnable end) {
        HttpServerRequest request = exchange.request();
        request.handler(this::collect);
        request.endHandler(ignored -> end.run());
        // Without a handler a cut request would be logged as a fault of ours.
        request.exceptionHandler(exchange::broken);
    }

    private void collect(Buffer chunk) {
        length += chunk.length();
        if (length > max) {
            overflow(chunk);
            collected = null;
        } else if (collected == null) {
            collected = chunk;
        } else if (pieces == 1) {
            collected = Buffer.buffer(2 * (int) length).appendBuffer(collected).appendBuffer(chunk);
        } else {
            // In place: copying all before each piece made 1 GB of a log of 4 MB.
            collected.appendBuffer(chunk);
        }
        pieces++;
    }

    private void overflow(Buffer chunk) {
        if (endBytes == 0) {
            return;
        }
        if (ends == null) {
            ends = new BodyEnds(endBytes);
            if (collected != null) {
                ends.add(collected);
            }
        }
        ends.add(chunk);
    }

    private void finish(DeviceExchange exchange, Consumer<byte[]> then) {
        if (length > max) {
            exchange.malformed(MalformedInput.tooLarge("the body", max));
            return;
        }
        exchange.attempt(() -> then.accept(collected == null ? EMPTY : collected.getBytes()));
    }
}
