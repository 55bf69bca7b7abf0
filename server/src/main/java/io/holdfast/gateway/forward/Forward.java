package io.holdfast.gateway.forward;

import io.holdfast.gateway.person.Outbox;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One connection through the device. Tools send its first bytes before the device has connected; they wait here. Confined to the
 * person's event loop.
 */
final class Forward {
    private final ForwardTraffic traffic;
    private final String id;
    private final Consumer<PortForwardMessage> tell;
    private final Consumer<Forward> forget;
    private final Outbox outbox;
    private boolean connecting = true;
    private boolean wanted = true;

    Forward(
            Person person,
            ForwardTraffic traffic,
            String id,
            Consumer<PortForwardMessage> tell,
            Consumer<Forward> forget) {
        this.traffic = traffic;
        this.id = id;
        this.tell = tell;
        this.forget = forget;
        this.outbox = new Outbox(person);
    }

    String id() {
        return id;
    }

    /** Whether the person has not closed it yet. After that he is told nothing of it but what he is owed. */
    boolean isWanted() {
        return wanted;
    }

    void connect(PortForwardMessage.New start) {
        outbox.addAndHold(start, outcome -> {
            if (!(outcome instanceof SendOutcome.Sent)) {
                failed(new PortForwardMessage.Error(
                        "the device has too many connections", start.type(), Optional.of(id)));
            }
        });
    }

    void opened(DeviceSession session) {
        outbox.opened(session);
    }

    void connected() {
        connecting = false;
        tellIfWanted(new PortForwardMessage.Connected(id));
        outbox.go();
    }

    private void tellIfWanted(PortForwardMessage message) {
        if (wanted) {
            tell.accept(message);
        }
    }

    /** The person's bytes; he has them acknowledged when the last of them is on its way. */
    void send(Payload bytes) {
        List<Payload> chunks = bytes.chunks();
        for (int i = 0; i < chunks.size(); i++) {
            Payload chunk = chunks.get(i);
            boolean last = i == chunks.size() - 1;
            outbox.add(
                    new PortForwardMessage.Forward(id, chunk), chunk.length(), outcome -> sent(outcome, chunk, last));
        }
    }

    private void sent(SendOutcome outcome, Payload chunk, boolean last) {
        if (outcome instanceof SendOutcome.Sent) {
            traffic.toDevice(chunk.length());
            if (last) {
                tell.accept(new PortForwardMessage.Ack(id));
            }
        }
    }

    void acknowledged() {
        outbox.go();
    }

    /** The person closed it: what he sent before still goes, if the device connects. */
    void stop() {
        wanted = false;
        outbox.add(new PortForwardMessage.Stop(id), 0, outcome -> {
            drop();
            forget.accept(this);
        });
    }

    /** The device closed it. */
    void stopped() {
        tellIfWanted(new PortForwardMessage.Stop(id));
        drop();
        forget.accept(this);
    }

    void failed(PortForwardMessage.Error error) {
        tellIfWanted(error);
        if (connecting) {
            stopped();
        }
    }

    void drop() {
        outbox.clear();
    }
}
