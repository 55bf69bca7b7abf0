package io.holdfast.gateway.session;

import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.ToDevice;
import java.util.concurrent.CompletionStage;

/**
 * A session of one protocol on a device's link. Every method may be called from any thread. The session chooses its own id and stamps
 * it, and its owner's name, onto what is sent; it answers pings, and acknowledges what a forwarded connection sends.
 */
public interface DeviceSession {

    /** The session's own id, a UUID: the device's logs show it, and recordings are kept under it. */
    String id();

    LinkProtocol protocol();

    /**
     * Sends a message if the session's state allows it. Completes when the message is on its way; while the device reads too slowly
     * that takes until there is room, so who waits for the answer before he sends again needs no other back-pressure. At most
     * {@link DeviceSessions#WAITING_MAX} may wait; one more is {@link SendOutcome.Busy}.
     *
     * <p>Not sent for anybody, because the session does it: {@code open}, {@code close}, {@code ping}, {@code pong}, and the
     * {@code ack} of a forwarded connection.
     */
    CompletionStage<SendOutcome> send(ToDevice message);

    /**
     * Of what a forwarded connection sent, so many bytes were taken away. A device is allowed to send more of a connection while less
     * than {@link DeviceSessions#FORWARD_WINDOW} of it was not taken: whoever never calls this gets no more than that.
     */
    void taken(String connectionId, int bytes);

    /** Stops or goes on taking messages, of the whole link; who stops it for half a minute loses the session. */
    void reading(boolean wanted);

    /** Ends the session and leaves the agent clean. The listener is told, once. */
    void close();
}
