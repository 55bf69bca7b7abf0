package io.holdfast.gateway.session;

import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;
import io.holdfast.wire.mux.StreamPriority;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A stream of the session's own: who stops reading it stops nobody else, and a file does not stand before keystrokes. */
final class StreamLine implements SessionLine, MuxListener {
    /** Messages that wait for their reader: not even the shortest lawful one, whose head alone has 64 bytes, comes in such numbers. */
    private static final int HELD_MAX = MuxLimits.WINDOW / 64;

    private final DeviceLink link;
    private final MuxLink mux;
    private final Deque<Payload> held = new ArrayDeque<>();
    private Optional<MuxStream> stream = Optional.empty();
    private Optional<LinkSession> session = Optional.empty();
    private boolean reading = true;
    private boolean ended;

    private StreamLine(DeviceLink link, MuxLink mux) {
        this.link = link;
        this.mux = mux;
    }

    /** A stream for a session of the protocol, if the device has one more. */
    static Optional<StreamLine> open(DeviceLink link, MuxLink mux, LinkProtocol protocol) {
        StreamLine line = new StreamLine(link, mux);
        line.stream = mux.open(new MuxTarget.Messages(), priority(protocol), line);
        return line.stream.isPresent() ? Optional.of(line) : Optional.empty();
    }

    private static StreamPriority priority(LinkProtocol protocol) {
        return switch (protocol) {
            case SHELL -> StreamPriority.TERMINAL;
            case FILE_TRANSFER -> StreamPriority.BULK;
            case PORT_FORWARD -> StreamPriority.HTTP;
            case MENDER_CLIENT, CONTROL -> StreamPriority.CONTROL;
        };
    }

    void serves(LinkSession served) {
        session = Optional.of(served);
    }

    @Override
    public boolean hasRoom() {
        return stream.filter(open -> mux.hasRoom(open, this)).isPresent();
    }

    @Override
    public void send(byte[] message) {
        // What is not taken any more is lost with the stream, whose end the session is told.
        boolean taken = stream.filter(open -> open.send(Payload.of(message))).isPresent();
    }

    @Override
    public void answer(byte[] message) {
        boolean lost = stream.filter(MuxStream::isWritable)
                .filter(open -> !mux.sendOwed(open, Payload.of(message)))
                .isPresent();
        if (lost) {
            breakOff("the device sends and does not read");
        }
    }

    private void breakOff(String why) {
        stream.ifPresent(open -> open.breakOff(ResetCode.FAILED, why));
    }

    @Override
    public void reading(boolean wanted) {
        reading = wanted;
        while (reading && !held.isEmpty()) {
            deliver(held.remove());
        }
        if (ended && held.isEmpty()) {
            closedByDevice();
        }
    }

    @Override
    public void data(Payload message) {
        if (reading) {
            deliver(message);
        } else if (held.size() < HELD_MAX) {
            held.add(message); // no more than the stream's window: credit is given for what was delivered
        } else {
            held.clear();
            breakOff("the device sends what is no message");
        }
    }

    private void deliver(Payload message) {
        stream.ifPresent(open -> open.taken(message.length()));
        switch (LinkReader.fromDevice(message.bytes())) {
            case LinkReading.Refused<FromDevice> ignored -> link.fault(LinkCounters.Count.UNREADABLE);
            case LinkReading.Message<FromDevice> read -> received(read);
        }
    }

    private void received(LinkReading.Message<FromDevice> read) {
        Optional<LinkSession> own = session.filter(mine -> mine.id().equals(read.sessionId()));
        own.ifPresentOrElse(mine -> mine.received(read.message()), () -> link.fault(LinkCounters.Count.STRAY));
    }

    @Override
    public void room() {
        session.ifPresent(LinkSession::room);
    }

    @Override
    public void ended() {
        ended = true;
        if (held.isEmpty()) {
            closedByDevice();
        }
    }

    private void closedByDevice() {
        session.ifPresent(told -> told.lineEnded(SessionEnd.of(SessionEnd.Cause.CLOSED_BY_DEVICE)));
    }

    @Override
    public void over(ResetCode code, String text) {
        session.ifPresent(told -> told.lineEnded(new SessionEnd(cause(code), text)));
    }

    private static SessionEnd.Cause cause(ResetCode code) {
        return switch (code) {
            case REFUSED, BUSY, UNREACHABLE -> SessionEnd.Cause.REFUSED;
            case NOT_SERVED -> SessionEnd.Cause.NOT_SERVED;
            case CANCELLED, FAILED -> SessionEnd.Cause.CLOSED_BY_DEVICE;
        };
    }

    @Override
    public void over() {
        stream.ifPresent(mux::finish);
    }

    @Override
    public void giveUp() {
        stream.ifPresent(open -> open.reset(ResetCode.CANCELLED, ""));
    }
}
