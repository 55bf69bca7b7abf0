package io.holdfast.fleet.link;

import io.netty.buffer.ByteBuf;

/** The bearer tokens of the herd's devices. Called on event loops; must neither block nor keep a token as an object. */
@FunctionalInterface
public interface LinkTokens {
    /** Appends the token of a link, from 0 on. */
    void write(int link, ByteBuf out);
}
