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
        return legal(message) ? new Outgoing.Send(message) : new Outgoing.Illegal();
    }

    private boolean legal(ToDevice message) {
        return switch (message) {
            case FileTransferMessage.Stat ignored -> state == State.IDLE && moveTo(State.STATTING);
            case FileTransferMessage.Get ignored -> state == State.IDLE && begin(State.GETTING);
            case FileTransferMessage.Put ignored -> state == State.IDLE && begin(State.ASKING);
            case FileTransferMessage.Chunk chunk -> state == State.PUTTING && chunk.offset() == moved && put(chunk);
            case FileTransferMessage.Ack ack -> state == State.GETTING && acknowledge(ack.offset());
            case FileTransferMessage.Error ignored ->
                (state == State.GETTING || state == State.PUTTING || state == State.FINISHING) && moveTo(State.BROKEN);
            default -> false;
        };
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
        if (state == State.BROKEN && message instanceof FileTransferMessage) {
            return new Incoming.Ignore();
        }
        return switch (message) {
            case FileTransferMessage.Info info -> state == State.STATTING ? idle(info) : new Incoming.Illegal();
            case FileTransferMessage.Chunk chunk ->
                state == State.GETTING && !ended ? got(chunk) : new Incoming.Illegal();
            case FileTransferMessage.Ack ack -> acknowledged(ack);
            case FileTransferMessage.Error error -> failed(error);
            default -> new Incoming.Illegal();
        };
    }

    private Incoming idle(FromDevice last) {
        state = State.IDLE;
        return Incoming.Deliver.of(last);
    }

    private Incoming acknowledged(FileTransferMessage.Ack ack) {
        return switch (state) {
            case ASKING -> {
                if (ack.offset() != 0) {
                    yield new Incoming.Illegal();
                }
                state = State.PUTTING;
                yield Incoming.Deliver.of(ack);
            }
            case PUTTING -> ack.offset() <= moved ? Incoming.Deliver.of(ack) : new Incoming.Illegal();
            case FINISHING -> {
                if (ack.offset() > moved) {
                    yield new Incoming.Illegal();
                }
                yield ack.offset() == moved ? idle(ack) : Incoming.Deliver.of(ack);
            }
            case IDLE, STATTING, GETTING, BROKEN -> new Incoming.Illegal();
        };
    }

    /** Also after the last ack: the agent names, moves and chowns a file only then. */
    private Incoming failed(FileTransferMessage.Error error) {
        state = switch (state) {
            case IDLE, STATTING, ASKING -> State.IDLE;
            case GETTING, PUTTING, FINISHING, BROKEN -> State.BROKEN;
        };
        return Incoming.Deliver.of(error);
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
