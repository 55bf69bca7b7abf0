package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.ResetCode;

/** Answers what the server asks for: a connection, or a session of messages. */
public final class Services implements AutoCloseable {
    private final Offers offers;
    private final Wishes wishes;
    private final Terminals terminals;
    private final OpenRate rate = new OpenRate(System::nanoTime);

    public Services(Offers offers, Wishes wishes) {
        this.offers = offers;
        this.wishes = wishes;
        this.terminals = new Terminals(offers);
    }

    /** Serves a stream, or refuses it and says why. Called on its link's loop, where nothing blocks. */
    public MuxListener serve(LinkLoop loop, MuxStream stream) {
        if (!rate.admits()) {
            return refuse(stream, ResetCode.BUSY, "too many streams in a short time");
        }
        return switch (stream.target()) {
            case MuxTarget.Tcp target ->
                offers.forwardsTo(target.host())
                        ? ForwardedConnection.begin(loop, stream, target)
                        : refuse(stream, ResetCode.REFUSED, "this device makes no connections to " + target.host());
            case MuxTarget.Unknown ignored -> refuse(stream, ResetCode.NOT_SERVED, "this agent has no such thing");
            case MuxTarget.Messages ignored -> MessageSession.begin(loop, stream, offers, terminals, wishes);
        };
    }

    private static MuxListener refuse(MuxStream stream, ResetCode code, String text) {
        stream.reset(code, text);
        return Deaf.EAR;
    }

    /** Nothing comes over a stream that was refused. */
    private enum Deaf implements MuxListener {
        EAR;

        @Override
        public void data(Payload bytes) {}

        @Override
        public void ended() {}

        @Override
        public void over(ResetCode code, String text) {}
    }

    /** Ends every terminal; nothing of a session is left behind. */
    @Override
    public void close() {
        terminals.close();
    }
}
