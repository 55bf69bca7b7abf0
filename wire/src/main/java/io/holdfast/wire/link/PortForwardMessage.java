package io.holdfast.wire.link;

import java.util.Optional;

/** Connections that the device makes in the server's stead, several in a session, each with an id of its own. */
public sealed interface PortForwardMessage extends LinkMessage {

    @Override
    default LinkProtocol protocol() {
        return LinkProtocol.PORT_FORWARD;
    }

    /** What kind of connection. */
    enum Transport {
        TCP("tcp"),
        UDP("udp");

        private final String wireName;

        Transport(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }

        static Optional<Transport> of(String wireName) {
            return wireName.equals("tcp")
                    ? Optional.of(TCP)
                    : wireName.equals("udp") ? Optional.of(UDP) : Optional.empty();
        }
    }

    /** Asks the device to connect; answered by {@link Connected} or {@link Error}. */
    record New(String connectionId, String host, int port, Transport transport)
            implements PortForwardMessage, ToDevice {
        @Override
        public String type() {
            return "new";
        }
    }

    /** The connection stands. */
    record Connected(String connectionId) implements PortForwardMessage, FromDevice {
        @Override
        public String type() {
            return "new";
        }
    }

    /** Bytes of the connection, either way; answered by one {@link Ack}, before which a device sends no more. */
    record Forward(String connectionId, Payload bytes) implements PortForwardMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "forward";
        }
    }

    /** Answers one {@link Forward}. One too many kills the agent. */
    record Ack(String connectionId) implements PortForwardMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "ack";
        }
    }

    /** The connection is closed, or is to be. */
    record Stop(String connectionId) implements PortForwardMessage, ToDevice, FromDevice {
        @Override
        public String type() {
            return "stop";
        }
    }

    /** What was asked could not be done. Older agents do not say for which connection. */
    record Error(String text, String aboutType, Optional<String> connectionId)
            implements PortForwardMessage, FromDevice {
        @Override
        public String type() {
            return "error";
        }
    }
}
