package io.holdfast.fleet.drill.sharedfate;

import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import java.util.UUID;

/** A person with a forwarded port, as mender-cli forwards one. */
final class TunnelSession extends EchoSession {
    private static final String CONNECTION = "1";
    private static final int PORT = 22;
    /** A quarter of the largest piece: what a person types and reads. */
    private static final int PIECE_BYTES = 1_024;

    TunnelSession(ManagementApi api, UUID device) {
        super(api, device);
    }

    @Override
    LinkMessage opening() {
        return ControlMessage.Open.VERSION_1;
    }

    @Override
    void heard(FromDevice said) {
        switch (said) {
            case ControlMessage.Accept accept ->
                say(new PortForwardMessage.New(CONNECTION, "localhost", PORT, PortForwardMessage.Transport.TCP));
            case PortForwardMessage.Connected connected -> ready();
            case PortForwardMessage.Forward piece -> {
                say(new PortForwardMessage.Ack(CONNECTION));
                echoed();
            }
            case LinkMessage other -> {}
        }
    }

    @Override
    LinkMessage piece() {
        return new PortForwardMessage.Forward(CONNECTION, Payload.of(new byte[PIECE_BYTES]));
    }
}
