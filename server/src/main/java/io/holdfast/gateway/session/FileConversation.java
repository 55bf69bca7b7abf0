package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.ToDevice;
import java.util.List;
import java.util.Locale;

/**
 * Files, one at a time. A transfer that was broken off leaves pieces of itself on the way, so its session begins no other; the next
 * one needs a session of its own.
 */
final class FileConversation implements Conversation {
    private State state = State.IDLE;
    // Of a download: received and acknowledged bytes, and whether its end came. Of an upload: sent bytes.
    private long moved;
    private long acknowledged;
    private boolean ended;

    enum State {
        IDLE,
        /** Asked what is at a path. */
        STATTING,
        /** Bytes come. */
        GETTING,
        /** Asked to write; the device has not agreed. */
        ASKING,
        /** Bytes go. */
        PUTTING,
        /** All bytes went; the device has not acknowledged the end. */
        FINISHING,
        /** Broken off. */
        BROKEN
    }

    @Override
    public Outgoing outgoing(ToDevice message) {
        boolean legal =
                switch (message) {
                    case FileTransferMessage.Stat ignored when state == State.IDLE -> moveTo(State.STATTING);
                    case FileTransferMessage.Get ignored when state == State.IDLE -> begin(State.GETTING);
                    case FileTransferMessage.Put ignored when state == State.IDLE -> begin(State.ASKING);
                    case FileTransferMessage.Chunk chunk when state == State.PUTTING && chunk.offset() == moved ->
                        put(chunk);
                    case FileTransferMessage.Ack ack when state == State.GETTING -> acknowledge(ack.offset());
                    case FileTransferMessage.Error ignored
                    when state == State.GETTING || state == State.PUTTING || state == State.FINISHING ->
                        moveTo(State.BROKEN);
                    default -> false;
                };
        return legal ? new Outgoing.Send(message) : new Outgoing.Illegal();
    }

    private boolean moveTo(State next) {
        state = next;
        return true;
    }

    private boolean begin(State next) {
        moved = 0;
        acknowledged = 0;
        ended = false;
        return moveTo(next);
    }

    private boolean put(FileTransferMessage.Chunk chunk) {
        moved += chunk.bytes().length();
        return chunk.bytes().isEmpty() ? moveTo(State.FINISHING) : true;
    }

    /** Never more than came, and never less than before. */
    private boolean acknowledge(long offset) {
        if (offset < acknowledged || offset > moved) {
            return false;
        }
        acknowledged = offset;
        if (ended && acknowledged == moved) {
            state = State.IDLE;
        }
        return true;
    }

    @Override
    public Incoming incoming(FromDevice message) {
        return switch (message) {
            case FileTransferMessage.Info info when state == State.STATTING -> {
                state = State.IDLE;
                yield Incoming.Deliver.of(info);
            }
            case FileTransferMessage.Chunk chunk when state == State.GETTING && !ended -> got(chunk);
            case FileTransferMessage.Ack ack when state == State.ASKING && ack.offset() == 0 -> {
                state = State.PUTTING;
                yield Incoming.Deliver.of(ack);
            }
            case FileTransferMessage.Ack ack
            when (state == State.PUTTING || state == State.FINISHING) && ack.offset() <= moved -> {
                if (state == State.FINISHING && ack.offset() == moved) {
                    state = State.IDLE;
                }
                yield Incoming.Deliver.of(ack);
            }
            // Also after the last ack: the agent names, moves and chowns a file only then.
            case FileTransferMessage.Error error when state != State.BROKEN -> {
                state = state == State.STATTING || state == State.IDLE || state == State.ASKING
                        ? State.IDLE
                        : State.BROKEN;
                yield Incoming.Deliver.of(error);
            }
            case FileTransferMessage ignored when state == State.BROKEN -> new Incoming.Ignore();
            default -> new Incoming.Illegal();
        };
    }

    private Incoming got(FileTransferMessage.Chunk chunk) {
        if (chunk.offset() != moved) {
            return new Incoming.End(
                    new SessionEnd(SessionEnd.Cause.PROTOCOL, "the device left out a piece of the file"));
        }
        moved += chunk.bytes().length();
        ended = chunk.bytes().isEmpty();
        if (ended && acknowledged == moved) {
            state = State.IDLE;
        }
        return Incoming.Deliver.of(chunk);
    }

    @Override
    public List<ToDevice> leave() {
        state = State.BROKEN;
        return List.of(new ControlMessage.Close());
    }

    @Override
    public boolean settling() {
        return false;
    }

    @Override
    public boolean awaitsDevice() {
        return state == State.STATTING || state == State.ASKING;
    }

    @Override
    public String state() {
        return "file transfer " + state.name().toLowerCase(Locale.ROOT);
    }
}
