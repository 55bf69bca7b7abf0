package io.holdfast.agent.session;

import io.holdfast.agent.link.LinkLoop;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.ShellMessage;
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
    private final BlockingQueue<Arrival> came = new LinkedBlockingQueue<>();
    private List<Service> services = List.of();
    private boolean cut;

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

    /** What came, in its order. */
    private sealed interface Arrival {
        record Words(LinkReading<ToDevice> read, int bytes) implements Arrival {}

        record End() implements Arrival {}
    }

    private void run() {
        try {
            while (came.take() instanceof Arrival.Words words) {
                Optional<Refusal> refusal = take(words.read());
                if (refusal
                        .isPresent()) { // its stream is over by this side's doing: nothing comes any more, not even an
                    // end
                    outbox.reset(refusal.get().code(), refusal.get().text());
                    return;
                }
                loop.execute(() -> stream.taken(words.bytes()));
            }
            outbox.end();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            outbox.reset(
                    ResetCode.FAILED, "the agent failed: " + fault.getClass().getSimpleName());
        } finally {
            services().forEach(Service::close);
        }
    }

    /** Why a session is given up. */
    private record Refusal(ResetCode code, String text) {}

    private Optional<Refusal> take(LinkReading<ToDevice> arrived) throws InterruptedException {
        return switch (arrived) {
            case LinkReading.Refused<ToDevice> refused ->
                Optional.of(new Refusal(ResetCode.FAILED, "no message: " + refused.fault()));
            case LinkReading.Message<ToDevice> read -> take(read.sessionId(), read.message());
        };
    }

    private Optional<Refusal> take(String sessionId, ToDevice message) throws InterruptedException {
        Speaker speaker = new Speaker(outbox, sessionId);
        if (services().isEmpty()) {
            begin(services(speaker));
        }
        if (message instanceof ControlMessage control) {
            control(control, speaker);
            return Optional.empty();
        }
        Optional<Service> service =
                services().stream().filter(offered -> offered.takes(message)).findFirst();
        if (service.isEmpty()) {
            return Optional.of(new Refusal(ResetCode.NOT_SERVED, "this device does not offer it"));
        }
        service.get().take(message);
        return Optional.empty();
    }

    private synchronized List<Service> services() {
        return services;
    }

    private synchronized void begin(List<Service> all) {
        services = all;
        if (cut) {
            services.forEach(Service::cut);
        }
    }

    /** What the session's thread may wait in for ever ends, so that it comes to what is behind it. On the loop. */
    private synchronized void cut() {
        cut = true;
        services.forEach(Service::cut);
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
    public void data(Payload bytes) {
        LinkReading<ToDevice> read = LinkReader.toDevice(bytes.bytes());
        if (read instanceof LinkReading.Message<ToDevice> message && message.message() instanceof ShellMessage.Stop) {
            cut(); // it must not wait behind keys that the shell does not read
        }
        came.add(new Arrival.Words(read, bytes.length()));
    }

    @Override
    public void room() {
        outbox.room();
    }

    @Override
    public void ended() {
        cut();
        came.add(new Arrival.End());
    }

    @Override
    public void over(ResetCode code, String text) {
        outbox.over();
        cut();
        came.clear();
        came.add(new Arrival.End());
    }
}
