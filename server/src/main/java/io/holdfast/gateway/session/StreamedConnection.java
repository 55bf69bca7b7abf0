package io.holdfast.gateway.session;

import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.ResetCode;
import java.util.Optional;

/** One forwarded connection that is a stream of its own. Confined to the link's event loop. */
final class StreamedConnection implements MuxListener {
    private final StreamForwards session;
    private final MuxLink mux;
    private final String name;
    private Optional<MuxStream> stream = Optional.empty();
    private State state = State.CONNECTING;
    private boolean starved;

    private enum State {
        CONNECTING,
        OPEN,
        /** Its owner has closed it; what he sent before still goes. */
        STOPPING,
        OVER
    }

    StreamedConnection(StreamForwards session, MuxLink mux, String name) {
        this.session = session;
        this.mux = mux;
        this.name = name;
    }

    /** The id that its owner gave it. */
    String name() {
        return name;
    }

    void over(MuxStream opened) {
        stream = Optional.of(opened);
    }

    SendOutcome forward(Payload bytes) {
        if (state != State.OPEN || bytes.isEmpty() || bytes.length() > LinkLimits.CHUNK_MAX) {
            return new SendOutcome.Illegal("connection " + state);
        }
        if (stream.filter(open -> mux.hasRoom(open, this)).isEmpty()) {
            starved = true;
            return new SendOutcome.Busy();
        }
        // Lost if the device has closed it meanwhile, as on any connection.
        boolean taken = stream.filter(open -> open.send(bytes)).isPresent();
        return new SendOutcome.Sent();
    }

    void taken(int bytes) {
        stream.ifPresent(open -> open.taken(bytes));
    }

    void stop() {
        state = State.STOPPING;
        stream.ifPresent(mux::finish);
    }

    void abandon() {
        state = State.OVER;
        stream.ifPresent(open -> open.reset(ResetCode.CANCELLED, ""));
    }

    @Override
    public void accepted() {
        if (state == State.CONNECTING) {
            state = State.OPEN;
            session.tell(new PortForwardMessage.Connected(name));
        }
    }

    @Override
    public void data(Payload bytes) {
        switch (state) {
            // In pieces that a person's tool knows; what has gone to him comes back by taken().
            case OPEN -> bytes.chunks().forEach(chunk -> session.tell(new PortForwardMessage.Forward(name, chunk)));
            case STOPPING -> discard(bytes);
            case CONNECTING, OVER -> {}
        }
    }

    /** Nobody wants it; the connection is broken off as soon as what its owner sent is on its way. */
    private void discard(Payload bytes) {
        taken(bytes.length());
        if (stream.filter(open -> open.queuedBytes() > 0).isEmpty()) {
            abandon();
        }
    }

    @Override
    public void room() {
        if (starved) {
            starved = false;
            session.tell(new PortForwardMessage.Ack(name));
        }
    }

    @Override
    public void ended() {
        if (state == State.OPEN) {
            stopped();
            stream.ifPresent(mux::finish);
        }
    }

    private void stopped() {
        state = State.OVER;
        session.forget(this);
        session.tell(new PortForwardMessage.Stop(name));
    }

    @Override
    public void over(ResetCode code, String text) {
        switch (state) {
            case CONNECTING -> {
                state = State.OVER;
                session.forget(this);
                session.tell(new PortForwardMessage.Error(words(code, text), "new", Optional.of(name)));
            }
            case OPEN -> stopped();
            case STOPPING, OVER -> {}
        }
    }

    private static String words(ResetCode code, String text) {
        return text.isEmpty()
                ? switch (code) {
                    case CANCELLED, FAILED -> "the connection broke";
                    case REFUSED -> "the device's owner does not allow it";
                    case UNREACHABLE -> "nothing listens there";
                    case NOT_SERVED -> "the device forwards no connections";
                    case BUSY -> "the device has as many connections as it takes";
                }
                : text;
    }
}
