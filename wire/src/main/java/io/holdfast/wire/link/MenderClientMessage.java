package io.holdfast.wire.link;

/** Wishes to the device's update client. */
public sealed interface MenderClientMessage extends LinkMessage {

    @Override
    default LinkProtocol protocol() {
        return LinkProtocol.MENDER_CLIENT;
    }

    /** The client is to ask for an update now. */
    record CheckUpdate() implements MenderClientMessage, ToDevice {
        static final String TYPE = "check-update";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** The client is to report its inventory now. */
    record SendInventory() implements MenderClientMessage, ToDevice {
        static final String TYPE = "send-inventory";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** Answers the wish of the same type: done, or what went wrong. */
    record Done(String type, ReplyStatus status, String text) implements MenderClientMessage, FromDevice {}
}
