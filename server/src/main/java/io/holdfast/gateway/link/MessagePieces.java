package io.holdfast.gateway.link;

import io.holdfast.wire.link.LinkLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts messages together: agents write through a buffer of 4,096 bytes, so that each full chunk comes in two pieces. */
final class MessagePieces {
    private @Nullable ByteBuf before;

    /** Whether the message is within its limit with this piece. */
    boolean fits(WebSocketFrame piece) {
        int length = piece.content().readableBytes() + (before == null ? 0 : before.readableBytes());
        return length <= LinkLimits.FROM_DEVICE_MAX;
    }

    /** Takes a piece; the message, if it is its last. */
    Optional<byte[]> add(WebSocketFrame piece) {
        ByteBuf begun = before;
        if (begun == null && piece.isFinalFragment()) {
            return Optional.of(ByteBufUtil.getBytes(piece.content()));
        }
        ByteBuf whole = (begun == null ? Unpooled.buffer(2 * LinkLimits.CHUNK_MAX) : begun).writeBytes(piece.content());
        before = piece.isFinalFragment() ? null : whole;
        return piece.isFinalFragment() ? Optional.of(ByteBufUtil.getBytes(whole)) : Optional.empty();
    }

    void forget() {
        before = null;
    }
}
