package io.holdfast.wire.link;

import java.util.List;

/** Opens, keeps alive and closes a session. */
public sealed interface ControlMessage extends LinkMessage {

    @Override
    default LinkProtocol protocol() {
        return LinkProtocol.CONTROL;
    }

    /** Asks whether the session is still there. A device asks after 48 s without a message and gives up 12 s later. */
    record Ping() implements ControlMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "ping";
        }
    }

    /** Answers a {@link Ping}. */
    record Pong() implements ControlMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "pong";
        }
    }

    /** Opens a session; the sender speaks these versions. */
    record Open(List<Integer> versions) implements ControlMessage, ToDevice {
        /** The only version there is. */
        public static final Open VERSION_1 = new Open(List.of(1));

        public Open {
            versions = List.copyOf(versions);
        }

        @Override
        public String type() {
            return "open";
        }
    }

    /** Answers an {@link Open}: the version chosen, and the numbers of the protocols that the device lets itself be asked. */
    record Accept(int version, List<Integer> protocols) implements ControlMessage, FromDevice {
        public Accept {
            protocols = List.copyOf(protocols);
        }

        /** Whether the device serves this protocol: its owner may have switched it off. */
        public boolean serves(LinkProtocol wanted) {
            return protocols.contains(wanted.number());
        }

        @Override
        public String type() {
            return "accept";
        }
    }

    /** The session is over. */
    record Close() implements ControlMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "close";
        }
    }

    /**
     * A rule of the protocol was broken, or the session timed out.
     *
     * @param closes whether the session is over
     * @param aboutType the type of the message that it is about, empty if none
     */
    record Error(String text, boolean closes, String aboutType) implements ControlMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "error";
        }
    }
}
