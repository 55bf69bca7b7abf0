package io.holdfast.wire.link;

/** Why bytes are no message; counted by name. */
public enum LinkFault {
    /** More bytes than a message has. */
    TOO_LONG,
    /** No MessagePack, or more or less than one value of it. */
    NOT_MSGPACK,
    /** MessagePack, but no map with a header of a protocol, a type and a session as the protocol has them. */
    NO_HEADER,
    /** A protocol that is not spoken here. */
    UNKNOWN_PROTOCOL,
    /** A message that the protocol does not have, in this direction. */
    UNKNOWN_TYPE,
    /** A property or a field of the body is absent, of another type or out of bounds. */
    FIELD
}
