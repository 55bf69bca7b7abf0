package io.holdfast.fleet.link;

import io.netty.buffer.ByteBuf;

/** What a simulated device does with messages. Called on its event loop; must not block. */
@FunctionalInterface
public interface LinkTalk {
    /** Hears and says nothing, as an idle device. */
    LinkTalk SILENT = (link, message, peer) -> {};

    /**
     * A whole binary message came.
     *
     * @param link which one
     * @param message valid during the call only
     * @param peer to answer with
     */
    void heard(int link, ByteBuf message, Peer peer);

    /** The link's way to say something. */
    interface Peer {
        /** Sends one binary message of at most {@link Frames#PAYLOAD_MAX} bytes; the buffer stays the caller's. */
        void say(ByteBuf message);
    }
}
