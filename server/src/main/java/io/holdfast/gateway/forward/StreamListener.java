package io.holdfast.gateway.forward;

/** Whoever opened a stream. Called on the loop that was named then, in order, where nothing may block. */
public interface StreamListener {

    /** The device sent this. It counts against its window until {@link DeviceStream#taken} says that it has gone on. */
    void bytes(byte[] bytes);

    /** There is room again, after {@link DeviceStream#write} said that there was none. */
    void room();

    /** The stream is over; told once, after all that came. */
    void ended(StreamEnd end);
}
