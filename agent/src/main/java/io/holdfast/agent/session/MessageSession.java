package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ToDevice;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.ResetCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One session of messages over its stream, on a thread of its own: a file that is slow to write stops no terminal. */
final class MessageSession implements MuxListener {
    private final LinkLoop loop;
    private final MuxStream stream;
    private final StreamOutbox outbox;
    private final Offers offers;
    private final Terminals terminals;
    private final Wishes wishes;
    // Bounded by the stream's window: credit is given for what was done.
    private final BlockingQueue<Payload> came = new LinkedBlockingQueue<>();
    private List<Service> services = List.of();

    private MessageSession(LinkLoop loop, MuxStream stream, Offers offers, Terminals terminals, Wishes wishes) {
        this.loop = loop;
        this.stream = stream;
        this.outbox = new StreamOutbox(loop, stream);
        this.offers = offers;
        this.terminals = terminals;
        this.wishes = wishes;
    }

    static MessageSession begin(LinkLoop loop, MuxStream stream, Offers offers, Terminals terminals, Wishes wishes) {
        MessageSession session = new MessageSession(loop, stream, offers, terminals, wishes);
        stream.accept();
        // A thread of the system: to write to a terminal or a disk would hold a carrier of virtual ones.
        Thread begun = Thread.ofPlatform().name("agent-session").daemon().start(session::run);
        return session;
    }

    private void run() {
        try {
            for (Payload bytes = came.take(); !bytes.isEmpty(); bytes = came.take()) {
                take(bytes);
                int count = bytes.length();
                loop.execute(() -> stream.taken(count));
            }
            outbox.end();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            outbox.reset(ResetCode.FAILED, "the agent failed: " + fault);
        } finally {
            services.forEach(Service::close);
        }
    }

    private void take(Payload bytes) throws InterruptedException {
        switch (LinkReader.toDevice(bytes.bytes())) {
            case LinkReading.Refused<ToDevice> refused ->
                outbox.reset(ResetCode.FAILED, "no message: " + refused.fault());
            case LinkReading.Message<ToDevice> read -> take(read.sessionId(), read.message());
        }
    }

    private void take(String sessionId, ToDevice message) throws InterruptedException {
        Speaker speaker = new Speaker(outbox, sessionId);
        if (services.isEmpty()) {
            services = services(speaker);
        }
        if (message instanceof ControlMessage control) {
            control(control, speaker);
            return;
        }
        Optional<Service> service =
                services.stream().filter(offered -> offered.takes(message)).findFirst();
        if (service.isPresent()) {
            service.get().take(message);
        } else {
            outbox.reset(ResetCode.NOT_SERVED, "this device does not offer it");
        }
    }

    private List<Service> services(Speaker speaker) {
        List<Service> all = new ArrayList<>();
        all.add(new ClientService(wishes, speaker));
        if (offers.terminal()) {
            all.add(new TerminalService(terminals, speaker));
        }
        offers.files().ifPresent(root -> all.add(new FileService(new FileRules(root, offers.fileBytesMax()), speaker)));
        return List.copyOf(all);
    }

    private void control(ControlMessage message, Speaker speaker) throws InterruptedException {
        boolean heard = switch (message) {
            case ControlMessage.Open ignored -> speaker.say(new ControlMessage.Accept(1, protocols()));
            case ControlMessage.Ping ignored -> speaker.say(new ControlMessage.Pong());
            // The stream's own end follows.
            case ControlMessage.Close ignored -> true;
            case ControlMessage.Error ignored -> true;
            case ControlMessage.Pong ignored -> true;
            case ControlMessage.Accept ignored -> true;
        };
    }

    private List<Integer> protocols() {
        List<Integer> served = new ArrayList<>(List.of(LinkProtocol.MENDER_CLIENT.number()));
        if (offers.terminal()) {
            served.add(LinkProtocol.SHELL.number());
        }
        if (offers.files().isPresent()) {
            served.add(LinkProtocol.FILE_TRANSFER.number());
        }
        if (!offers.forwards().isEmpty()) {
            served.add(LinkProtocol.PORT_FORWARD.number());
        }
        return served;
    }

    @Override
    public void data(Payload message) {
        came.add(message);
    }

    @Override
    public void room() {
        outbox.room();
    }

    @Override
    public void ended() {
        came.add(Payload.EMPTY); // an empty piece is the end: the wire has none
    }

    @Override
    public void over(ResetCode code, String text) {
        outbox.over();
        came.clear();
        came.add(Payload.EMPTY);
    }
}
