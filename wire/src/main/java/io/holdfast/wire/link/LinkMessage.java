package io.holdfast.wire.link;

/** One message of a link, without the session that it belongs to. */
public sealed interface LinkMessage
        permits ToDevice,
                FromDevice,
                ControlMessage,
                ShellMessage,
                FileTransferMessage,
                PortForwardMessage,
                MenderClientMessage {

    /** The protocol in whose name it is sent. */
    LinkProtocol protocol();

    /** What it is within its protocol, as on the wire ({@code typ}). */
    String type();
}
