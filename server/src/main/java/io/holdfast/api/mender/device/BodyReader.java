package io.holdfast.api.mender.device;

import io.holdfast.wire.json.MalformedInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects a request's body up to a bound. A body that is longer is read to its end and thrown away, so that the connection
 * stays usable, and refused.
 */
final class BodyReader {
    private static final byte[] EMPTY = new byte[0];

    private final int max;
    private @Nullable Buffer collected;
    private long length;
    private int pieces;

    private BodyReader(int max) {
        this.max = max;
    }

    /** Calls back on the event loop with the whole body, or refuses. */
    static void read(DeviceExchange exchange, int maxBytes, Consumer<byte[]> then) {
        BodyReader reader = new BodyReader(maxBytes);
        HttpServerRequest request = exchange.request();
        request.handler(reader::collect);
        request.endHandler(ignored -> reader.finish(exchange, then));
        // Without a handler a cut request would be logged as a fault of ours.
        request.exceptionHandler(exchange::broken);
    }

    private void collect(Buffer chunk) {
        length += chunk.length();
        if (length > max) {
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

    private void finish(DeviceExchange exchange, Consumer<byte[]> then) {
        if (length > max) {
            exchange.malformed(MalformedInput.tooLarge("the body", max));
            return;
        }
        exchange.attempt(() -> then.accept(collected == null ? EMPTY : collected.getBytes()));
    }
}
