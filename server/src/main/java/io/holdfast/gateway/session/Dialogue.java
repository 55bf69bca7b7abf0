package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.ToDevice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One session from its opening to its end: the handshake and the pings around a {@link Conversation}. As pure as that. */
final class Dialogue {
    private final LinkProtocol protocol;
    private final Conversation conversation;
    private Phase phase;

    enum Phase {
        /** Asked to open; the device has not accepted. */
        OPENING,
        OPEN,
        /** Over for its owner; the device still owes an answer. */
        LEAVING,
        OVER
    }

    private Dialogue(LinkProtocol protocol, Conversation conversation, Phase phase) {
        this.protocol = protocol;
        this.conversation = conversation;
        this.phase = phase;
    }

    /**
     * A session of this protocol.
     *
     * @param userId what a shell is counted under by the device
     */
    static Dialogue of(LinkProtocol protocol, String userId) {
        return switch (protocol) {
            // Agents know a shell by its own messages alone.
            case SHELL -> new Dialogue(protocol, new ShellConversation(userId), Phase.OPEN);
            case FILE_TRANSFER -> new Dialogue(protocol, new FileConversation(), Phase.OPENING);
            case PORT_FORWARD -> new Dialogue(protocol, new ForwardConversation(), Phase.OPENING);
            case MENDER_CLIENT -> new Dialogue(protocol, new ClientConversation(), Phase.OPENING);
            case CONTROL -> throw new IllegalArgumentException("control is no session's protocol");
        };
    }

    /** What the device is asked first, if anything. */
    Optional<ToDevice> begin() {
        return phase == Phase.OPENING ? Optional.of(ControlMessage.Open.VERSION_1) : Optional.empty();
    }

    /** Judges what the owner wants sent. */
    Outgoing outgoing(ToDevice message) {
        return phase == Phase.OPEN && message.protocol() == protocol
                ? conversation.outgoing(message)
                : new Outgoing.Illegal();
    }

    /** Judges what the device sent in this session's name. */
    Incoming incoming(FromDevice message) {
        return switch (phase) {
            case OPENING -> message instanceof ControlMessage control ? opening(control) : new Incoming.Illegal();
            case OPEN -> message instanceof ControlMessage control ? control(control) : conversed(message);
            case LEAVING -> leaving(message);
            case OVER -> new Incoming.Illegal();
        };
    }

    private Incoming opening(ControlMessage message) {
        return switch (message) {
            case ControlMessage.Accept accept -> accepted(accept);
            case ControlMessage.Error error -> end(SessionEnd.Cause.REFUSED, error.text());
            case ControlMessage.Close ignored -> end(SessionEnd.Cause.REFUSED, "");
            case ControlMessage.Ping ignored -> new Incoming.Answer(new ControlMessage.Pong());
            case ControlMessage.Pong ignored -> new Incoming.Illegal();
            case ControlMessage.Open ignored -> new Incoming.Illegal();
        };
    }

    private Incoming accepted(ControlMessage.Accept accept) {
        if (!accept.serves(protocol)) {
            return end(SessionEnd.Cause.NOT_SERVED, "");
        }
        phase = Phase.OPEN;
        return new Incoming.Opened(accept);
    }

    private Incoming control(ControlMessage message) {
        if (protocol == LinkProtocol.SHELL) {
            return new Incoming.Illegal();
        }
        return switch (message) {
            case ControlMessage.Ping ignored -> new Incoming.Answer(new ControlMessage.Pong());
            case ControlMessage.Close ignored -> end(SessionEnd.Cause.CLOSED_BY_DEVICE, "");
            case ControlMessage.Error error ->
                error.closes() ? end(SessionEnd.Cause.CLOSED_BY_DEVICE, error.text()) : Incoming.Deliver.of(error);
            case ControlMessage.Accept ignored -> new Incoming.Illegal();
            case ControlMessage.Pong ignored -> new Incoming.Illegal();
            case ControlMessage.Open ignored -> new Incoming.Illegal();
        };
    }

    private Incoming conversed(FromDevice message) {
        Incoming judged = message.protocol() == protocol ? conversation.incoming(message) : new Incoming.Illegal();
        if (judged instanceof Incoming.End
                || judged instanceof Incoming.Deliver delivered
                        && delivered.end().isPresent()) {
            left();
        }
        return judged;
    }

    private Incoming leaving(FromDevice message) {
        Incoming judged = message.protocol() == protocol ? conversation.incoming(message) : new Incoming.Ignore();
        left();
        return switch (judged) {
            case Incoming.Answer answer -> answer;
            case Incoming.Deliver ignored -> new Incoming.Ignore();
            case Incoming.Opened ignored -> new Incoming.Ignore();
            case Incoming.End ignored -> new Incoming.Ignore();
            case Incoming.Ignore ignore -> ignore;
            case Incoming.Illegal illegal -> illegal;
        };
    }

    private void left() {
        phase = conversation.settling() ? Phase.LEAVING : Phase.OVER;
    }

    private Incoming end(SessionEnd.Cause cause, String text) {
        phase = Phase.OVER;
        return new Incoming.End(new SessionEnd(cause, text));
    }

    /** The owner leaves: what must be sent so that the agent keeps nothing of the session. */
    List<ToDevice> leave() {
        return switch (phase) {
            case OPENING -> {
                phase = Phase.OVER;
                yield List.of(new ControlMessage.Close());
            }
            case OPEN -> {
                List<ToDevice> farewell = conversation.leave();
                left();
                yield farewell;
            }
            case LEAVING, OVER -> List.of();
        };
    }

    /** Bytes of a forwarded connection were taken; the ack that is due now, if one is. */
    Optional<ToDevice> taken(String connectionId, int bytes) {
        return phase == Phase.OPEN && conversation instanceof ForwardConversation forward
                ? forward.taken(connectionId, bytes)
                : Optional.empty();
    }

    LinkProtocol protocol() {
        return protocol;
    }

    Phase phase() {
        return phase;
    }

    boolean awaitsDevice() {
        return phase == Phase.OPENING || phase == Phase.LEAVING || phase == Phase.OPEN && conversation.awaitsDevice();
    }

    String state() {
        return phase == Phase.OPEN ? conversation.state() : phase.name().toLowerCase(Locale.ROOT);
    }
}
