package io.holdfast.wire.link;

import java.util.Optional;

/** The protocols that share a link, told apart by the number in each message's header. */
public enum LinkProtocol {
    SHELL(1),
    FILE_TRANSFER(2),
    PORT_FORWARD(3),
    MENDER_CLIENT(4),
    /** Opens, keeps and closes sessions of the others. */
    CONTROL(0xFFFF);

    private static final LinkProtocol[] ALL = values();

    private final int number;

    LinkProtocol(int number) {
        this.number = number;
    }

    /** As on the wire, an unsigned 16 bit number. */
    public int number() {
        return number;
    }

    /** The protocol with this number. */
    public static Optional<LinkProtocol> of(long number) {
        for (LinkProtocol protocol : ALL) {
            if (protocol.number == number) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
