package io.holdfast.gateway.link;

/** Is told what happens to links: on the link's event loop, where nothing may block. */
public interface LinkListener {

    /** The link is its device's newest. */
    default void opened(DeviceLink link) {}

    /** The device sent a whole message; the array is the listener's. */
    default void message(DeviceLink link, byte[] message) {}

    /** A message of so many bytes was handed to the connection. */
    default void sent(DeviceLink link, int bytes) {}

    /** There is room for messages again after {@link DeviceLink#send} had found none. */
    default void room(DeviceLink link) {}

    /** The link is over, for the one time that it is. Another link of the device may have opened before. */
    default void closed(DeviceLink link, CloseCause cause) {}
}
