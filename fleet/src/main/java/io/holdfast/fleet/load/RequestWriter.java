package io.holdfast.fleet.load;

import io.netty.buffer.ByteBuf;

/**
 * Produces the requests of a load. One writer belongs to one event loop, so it needs no locks; it must neither block nor
 * allocate, because whatever it costs is added to every request of the measurement.
 */
@FunctionalInterface
public interface RequestWriter {
    /** Appends one complete HTTP/1.1 request to the empty buffer {@code out}. */
    void write(ByteBuf out);
}
