package io.holdfast.gateway.link;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;

/** What was handed to a device's connection and has not been written: counted, for the link and for all of them. On the link's loop. */
final class OutboundQueue {
    private final DeviceLink link;
    private final DeviceLinks links;
    private final OutboundBudget.Share share;
    private int bytes;
    private boolean starved;
    private boolean full;

    OutboundQueue(DeviceLink link, DeviceLinks links) {
        this.link = link;
        this.links = links;
        this.share = links.outbound().of(link.tenant());
    }

    /** Whether a message finds room; false promises one {@link LinkListener#room}. */
    boolean hasRoom() {
        Subprotocol spoken = link.subprotocol();
        boolean room =
                bytes + spoken.messageBytesMax() <= spoken.queuedBytesMax() && share.hasRoom(spoken.messageBytesMax());
        if (!room && link.isOpen()) {
            starved = true;
            links.starved(link);
            links.counters().add(LinkCounters.Count.REFUSED_BUSY);
        }
        return room;
    }

    /** The same of a message that was counted for all links already: only this link's own bytes are in its way. */
    boolean hasOwnRoom() {
        Subprotocol spoken = link.subprotocol();
        boolean room = bytes + spoken.messageBytesMax() <= spoken.queuedBytesMax();
        full |= !room;
        return room;
    }

    void send(ChannelHandlerContext to, byte[] message) {
        if (message.length > link.subprotocol().messageBytesMax()) {
            throw new IllegalArgumentException("a device ends its link at " + message.length + " bytes");
        }
        bytes += message.length;
        share.take(message.length);
        links.counters().add(LinkCounters.Count.MESSAGES_OUT);
        links.announce(listener -> listener.sent(link, message.length));
        to.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)))
                .addListener(written -> written(message.length));
    }

    private void written(int count) {
        bytes -= count;
        share.give(count);
        tellOfRoom();
    }

    /** Tells of room where there is some again: the device has read half of what waited for it, or others have. */
    void tellOfRoom() {
        Subprotocol spoken = link.subprotocol();
        if (!link.isOpen() || bytes > spoken.queuedBytesMax() / 2) {
            return;
        }
        boolean fed = starved && share.hasRoom(spoken.messageBytesMax());
        if (fed) {
            starved = false;
            links.fed(link);
        }
        if (fed || full) {
            full = false;
            links.announce(listener -> listener.room(link));
        }
    }
}
