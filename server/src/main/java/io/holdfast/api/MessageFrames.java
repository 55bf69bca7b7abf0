package io.holdfast.api;

import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayOutputStream;

/**
 * Puts the frames of a WebSocket's messages together, within a limit: Vert.x would tell of a longer message, go on, and hand over the
 * rest of it as a message. Confined to the socket's event loop.
 */
final class MessageFrames {
    private final int bytesMax;
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
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
        if (pieces.size() + piece.length > bytesMax) {
            over = true;
            pieces.reset();
            return new Outcome.TooLarge();
        }
        pieces.writeBytes(piece);
        if (!frame.isFinal()) {
            return new Outcome.Nothing();
        }
        byte[] message = pieces.toByteArray();
        pieces.reset();
        return new Outcome.Whole(message);
    }
}
