package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.List;

/** Wishes to the update client, one after the other. */
final class ClientConversation implements Conversation {
    private String asked = "";

    @Override
    public Outgoing outgoing(ToDevice message) {
        if (!(message instanceof MenderClientMessage wish) || !asked.isEmpty()) {
            return new Outgoing.Illegal();
        }
        asked = wish.type();
        return new Outgoing.Send(message);
    }

    @Override
    public Incoming incoming(FromDevice message) {
        if (message instanceof MenderClientMessage.Done done && done.type().equals(asked)) {
            asked = "";
            return Incoming.Deliver.of(done);
        }
        return new Incoming.Illegal();
    }

    @Override
    public List<ToDevice> leave() {
        return List.of(new ControlMessage.Close());
    }

    @Override
    public boolean settling() {
        return false;
    }

    @Override
    public boolean awaitsDevice() {
        return !asked.isEmpty();
    }

    @Override
    public String state() {
        return asked.isEmpty() ? "client idle" : "client asked to " + asked;
    }
}
