package io.holdfast.fleet.device;

import io.netty.buffer.ByteBuf;

/** Sees an answer's body as it comes. */
@FunctionalInterface
interface BodyListener {
    /** Is content with anything. */
    BodyListener CONTENT = (in, offset, length) -> true;

    /** A part of the body, only valid during the call; false breaks the connection off. */
    boolean received(ByteBuf in, int offset, int length);
}
