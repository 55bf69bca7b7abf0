package io.holdfast.wire.link;

import java.util.function.Function;

/** Reads the messages of a link, in each direction those that travel in it. Whatever the bytes are, it answers. */
public final class LinkReader {
    /** A person's browser or tool may put more into one message than a device takes; the server cuts it. */
    public static final int FROM_PERSON_MAX = 64 << 10;

    private LinkReader() {}

    /** What a device sent. */
    public static LinkReading<FromDevice> fromDevice(byte[] bytes) {
        return read(bytes, LinkLimits.FROM_DEVICE_MAX, FromDeviceMessages::read);
    }

    /** What a person's browser or tool wants a device to be sent. Nothing of it has been judged. */
    public static LinkReading<ToDevice> toDevice(byte[] bytes) {
        return read(bytes, FROM_PERSON_MAX, ToDeviceMessages::read);
    }

    private static <M extends LinkMessage> LinkReading<M> read(byte[] bytes, int max, Function<Envelope, M> reader) {
        try {
            Envelope envelope = Envelope.read(bytes, max);
            return new LinkReading.Message<>(envelope.sessionId(), reader.apply(envelope));
        } catch (Unreadable unreadable) {
            return new LinkReading.Refused<>(unreadable.fault());
        }
    }
}
