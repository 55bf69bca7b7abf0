package io.holdfast.gateway.session;

import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ToDevice;
import java.util.List;

/**
 * The state of one protocol in an open session: which message may come next, from either side. Pure: no clock, no channel. What it
 * does not allow is not sent, because an agent may break of it.
 */
sealed interface Conversation permits ShellConversation, FileConversation, ForwardConversation, ClientConversation {

    /** Judges what somebody wants sent, and moves on if it is. */
    Outgoing outgoing(ToDevice message);

    /** Judges what the device sent, and moves on. */
    Incoming incoming(FromDevice message);

    /** What must be sent to leave the agent clean; after it only {@link #settling} answers are expected. */
    List<ToDevice> leave();

    /** After {@link #leave}: whether the device still owes an answer before the session's id is free. */
    boolean settling();

    /** Whether the device owes an answer now without which nothing can go on; more than 10 s of it end the session. */
    boolean awaitsDevice();

    /** The state's name, for a person. */
    String state();
}
