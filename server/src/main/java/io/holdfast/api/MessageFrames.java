package io.holdfast.api;

import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the frames of a WebSocket's messages together, within a limit: Vert.x would tell of a longer message, go on, and hand over the
 * rest of it as a message. Confined to the socket's event loop.
 */
final class MessageFrames {
    private final int bytesMax;
    // Nothing is kept between messages: of ten thousand people few say much, and each once.
    private final List<byte[]> pieces = new ArrayList<>(0);
    private int length;
    private boolean over;

    MessageFrames(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** What a frame makes of the message. */
    sealed interface Outcome {
        record Whole(byte[] message) implements Outcome {}

        /** More is to come; or it comes behind the end and counts no more. */
        record Nothing() implements Outcome {}

        record Text() implements Outcome {}

        record TooLarge() implements Outcome {}
    }

    Outcome add(WebSocketFrame frame) {
        if (over || !(frame.isBinary() || frame.isText() || frame.isContinuation())) {
            return new Outcome.Nothing();
        }
        if (frame.isText()) {
            over = true;
            return new Outcome.Text();
        }
        byte[] piece = frame.binaryData().getBytes();
        if (length + piece.length > bytesMax) {
            over = true;
            forget();
            return new Outcome.TooLarge();
        }
        if (pieces.isEmpty() && frame.isFinal()) {
            return new Outcome.Whole(piece);
        }
        pieces.add(piece);
        length += piece.length;
        return frame.isFinal() ? new Outcome.Whole(together()) : new Outcome.Nothing();
    }

    private byte[] together() {
        ByteBuffer message = ByteBuffer.allocate(length);
        pieces.forEach(message::put);
        forget();
        return message.array();
    }

    private void forget() {
        pieces.clear();
        length = 0;
    }
}
